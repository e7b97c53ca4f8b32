using BnCompiler;

namespace ModelZoo;

/// <summary>
/// DenseNet-121 for 224×224 images (Huang et al., 2016). Names are those of TorchVision's <c>densenet121</c>, but for the layers of a dense block, which are numbered
/// from 0: <c>features.denseblock1.0.conv1</c> is TorchVision's <c>features.denseblock1.denselayer1.conv1</c>.
/// </summary>
[Network(3, 224, 224)]
[Use<DenseNet121Features>(Name = "features"), ReLU, GlobalAvgPool2d, Flatten, Linear(1000, Name = "classifier")]
public sealed partial class DenseNet121;

/// <summary>Everything in front of the classifier.</summary>
[Block]
[Conv2d(64, 7, Stride = 2, Padding = 3, Bias = false, Name = "conv0"), BatchNorm(Name = "norm0"), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Use<DenseLayer>(Repeat = 6, Name = "denseblock1"), Use<Transition>(128, Name = "transition1")]
[Use<DenseLayer>(Repeat = 12, Name = "denseblock2"), Use<Transition>(256, Name = "transition2")]
[Use<DenseLayer>(Repeat = 24, Name = "denseblock3"), Use<Transition>(512, Name = "transition3")]
[Use<DenseLayer>(Repeat = 16, Name = "denseblock4"), BatchNorm(Name = "norm5")]
internal sealed class DenseNet121Features;

/// <summary>Appends <see cref="Growth"/> channels to its input.</summary>
[Block]
[BatchNorm(Name = "norm1"), ReLU, Conv2d(4 * Growth, 1, Bias = false)]
[BatchNorm(Name = "norm2"), ReLU, Conv2d(Growth, 3, Padding = 1, Bias = false)]
[Concat("conv2", From = "input")]
internal sealed class DenseLayer
{
    public const int Growth = 32;
}

/// <summary>Halves channels, height and width.</summary>
[Block, BatchNorm(Name = "norm"), ReLU, Conv2d(Channels, 1, Bias = false, Name = "conv"), AvgPool2d(2)]
internal sealed class Transition
{
    public const int Channels = 128;
}
