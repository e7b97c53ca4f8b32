using BnCompiler;

namespace ModelZoo;

/// <summary>Two 3×3 convolutions with a shortcut: the block of ResNet-18 and of the ResNets for CIFAR (He et al., 2015).</summary>
[Block]
[Conv2d(Channels, 3, Padding = 1, Bias = false), BatchNorm, ReLU]
[Conv2d(Channels, 3, Padding = 1, Bias = false), BatchNorm, Add("input"), ReLU]
internal sealed class BasicBlock
{
    public const int Channels = 64;
}

/// <summary>The same at half the height and width, with a projection as shortcut.</summary>
[Block]
[Conv2d(Channels, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm, ReLU]
[Conv2d(Channels, 3, Padding = 1, Bias = false), BatchNorm]
[Use<Downsample>(Channels, 2, Name = "downsample", From = "input"), Add("bn2"), ReLU]
internal sealed class NarrowingBlock
{
    public const int Channels = 64;
}

/// <summary>The projection of a shortcut: a 1×1 convolution, named as in PyTorch's <c>Sequential</c>.</summary>
[Block, Conv2d(Channels, 1, Stride = Stride, Bias = false, Name = "0"), BatchNorm(Name = "1")]
internal sealed class Downsample
{
    public const int Channels = 64;
    public const int Stride = 1;
}
