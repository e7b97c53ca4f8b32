using BnCompiler;

namespace ModelZoo;

/// <summary>ResNet-50 for 224×224 images, with the stride in the 3×3 convolution and the names of TorchVision's <c>resnet50</c>.</summary>
[Network(3, 224, 224)]
[Conv2d(64, 7, Stride = 2, Padding = 3, Bias = false), BatchNorm, ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Use<Bottlenecks3>(64, 1, Name = "layer1"), Use<Bottlenecks4>(128, Name = "layer2")]
[Use<Bottlenecks6>(256, Name = "layer3"), Use<Bottlenecks3>(512, 2, Name = "layer4")]
[GlobalAvgPool2d, Flatten, Linear(1000, Name = "fc")]
public sealed partial class ResNet50;

/// <summary>1×1, 3×3 and 1×1 convolutions with a shortcut.</summary>
[Block]
[Conv2d(Channels, 1, Bias = false), BatchNorm, ReLU]
[Conv2d(Channels, 3, Padding = 1, Bias = false), BatchNorm, ReLU]
[Conv2d(4 * Channels, 1, Bias = false), BatchNorm, Add("input"), ReLU]
internal sealed class Bottleneck
{
    public const int Channels = 64;
}

/// <summary>The same with a projection as shortcut: the first of a stage.</summary>
[Block]
[Conv2d(Channels, 1, Bias = false), BatchNorm, ReLU]
[Conv2d(Channels, 3, Stride = Stride, Padding = 1, Bias = false), BatchNorm, ReLU]
[Conv2d(4 * Channels, 1, Bias = false), BatchNorm]
[Use<Downsample>(4 * Channels, Stride, Name = "downsample", From = "input"), Add("bn3"), ReLU]
internal sealed class FirstBottleneck
{
    public const int Channels = 64;
    public const int Stride = 2;
}

/// <summary>A stage of three.</summary>
[Block, Use<FirstBottleneck>(Channels, Stride, Name = "0"), Use<Bottleneck>(Channels, Name = "1"), Use<Bottleneck>(Channels, Name = "2")]
internal sealed class Bottlenecks3
{
    public const int Channels = 64;
    public const int Stride = 2;
}

/// <summary>A stage of four.</summary>
[Block]
[Use<FirstBottleneck>(Channels, Name = "0"), Use<Bottleneck>(Channels, Name = "1"), Use<Bottleneck>(Channels, Name = "2"), Use<Bottleneck>(Channels, Name = "3")]
internal sealed class Bottlenecks4
{
    public const int Channels = 64;
}

/// <summary>A stage of six.</summary>
[Block]
[Use<FirstBottleneck>(Channels, Name = "0"), Use<Bottleneck>(Channels, Name = "1"), Use<Bottleneck>(Channels, Name = "2")]
[Use<Bottleneck>(Channels, Name = "3"), Use<Bottleneck>(Channels, Name = "4"), Use<Bottleneck>(Channels, Name = "5")]
internal sealed class Bottlenecks6
{
    public const int Channels = 64;
}
