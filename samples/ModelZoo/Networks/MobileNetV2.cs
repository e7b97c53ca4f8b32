using BnCompiler;

namespace ModelZoo;

/// <summary>MobileNetV2 for 224×224 images (Sandler et al., 2018), with the names of TorchVision's <c>mobilenet_v2</c>.</summary>
[Network(3, 224, 224)]
[Use<MobileNetV2Features>(Name = "features"), GlobalAvgPool2d, Flatten, Use<MobileNetV2Classifier>(Name = "classifier")]
public sealed partial class MobileNetV2;

/// <summary>Everything in front of the classifier.</summary>
[Block]
[Use<ConvNormReLU6>(32, 3, 2, Name = "0"), Use<SeparableBlock>(Name = "1")]
[Use<InvertedBlock>(16, 24, 2, Name = "2"), Use<InvertedResidual>(24, Name = "3")]
[Use<InvertedBlock>(24, 32, 2, Name = "4"), Use<InvertedResidual>(32, Name = "5"), Use<InvertedResidual>(32, Name = "6")]
[Use<InvertedBlock>(32, 64, 2, Name = "7"), Use<InvertedResidual>(64, Name = "8"), Use<InvertedResidual>(64, Name = "9"), Use<InvertedResidual>(64, Name = "10")]
[Use<InvertedBlock>(64, 96, 1, Name = "11"), Use<InvertedResidual>(96, Name = "12"), Use<InvertedResidual>(96, Name = "13")]
[Use<InvertedBlock>(96, 160, 2, Name = "14"), Use<InvertedResidual>(160, Name = "15"), Use<InvertedResidual>(160, Name = "16")]
[Use<InvertedBlock>(160, 320, 1, Name = "17"), Use<ConvNormReLU6>(1280, 1, Name = "18")]
internal sealed class MobileNetV2Features;

/// <summary>The last layer, with dropout in front.</summary>
[Block, Dropout(0.2, Name = "0"), Linear(1000, Name = "1")]
internal sealed class MobileNetV2Classifier;

/// <summary>A convolution, BatchNorm and ReLU6.</summary>
[Block, Conv2d(Channels, Kernel, Stride = Stride, Padding = Kernel / 2, Groups = Groups, Bias = false, Name = "0"), BatchNorm(Name = "1"), ReLU6]
internal sealed class ConvNormReLU6
{
    public const int Channels = 32;
    public const int Kernel = 3;
    public const int Stride = 1;
    public const int Groups = 1;
}

/// <summary>An expansion by six, a depthwise convolution and a linear projection.</summary>
[Block]
[Use<ConvNormReLU6>(6 * Input, 1, Name = "0"), Use<ConvNormReLU6>(6 * Input, 3, Stride, 6 * Input, Name = "1")]
[Conv2d(Output, 1, Bias = false, Name = "2"), BatchNorm(Name = "3")]
internal sealed class Inverted
{
    public const int Input = 32;
    public const int Output = 32;
    public const int Stride = 1;
}

/// <summary>The first block, which has no expansion.</summary>
[Block, Use<ConvNormReLU6>(32, 3, 1, 32, Name = "0"), Conv2d(16, 1, Bias = false, Name = "1"), BatchNorm(Name = "2")]
internal sealed class Separable;

/// <summary>A block without a shortcut.</summary>
[Block, Use<Inverted>(Input, Output, Stride, Name = "conv")]
internal sealed class InvertedBlock
{
    public const int Input = 32;
    public const int Output = 32;
    public const int Stride = 1;
}

/// <summary>A block with a shortcut.</summary>
[Block, Use<Inverted>(Channels, Channels, Name = "conv"), Add("input")]
internal sealed class InvertedResidual
{
    public const int Channels = 32;
}

/// <summary>The first block under the name of the others.</summary>
[Block, Use<Separable>(Name = "conv")]
internal sealed class SeparableBlock;
