using BnCompiler;

namespace ModelZoo;

/// <summary>A DenseNet for 32×32 images: three dense blocks of four layers, with BatchNorm and ReLU in front of each convolution.</summary>
[Network(3, 32, 32)]
[Use<DenseNetSmallFeatures>(Name = "features"), GlobalAvgPool2d, Flatten, Linear(10, Name = "fc")]
public sealed partial class DenseNetSmall;

/// <summary>Everything in front of the classifier, numbered as in PyTorch's <c>Sequential</c>.</summary>
[Block]
[Conv2d(32, 3, Padding = 1, Bias = false, Name = "0")]
[Use<SmallDenseLayer>(Name = "1"), Use<SmallDenseLayer>(Name = "2"), Use<SmallDenseLayer>(Name = "3"), Use<SmallDenseLayer>(Name = "4")]
[BatchNorm(Name = "5"), ReLU, Conv2d(48, 1, Bias = false, Name = "7"), AvgPool2d(2)]
[Use<SmallDenseLayer>(Name = "9"), Use<SmallDenseLayer>(Name = "10"), Use<SmallDenseLayer>(Name = "11"), Use<SmallDenseLayer>(Name = "12")]
[BatchNorm(Name = "13"), ReLU, Conv2d(56, 1, Bias = false, Name = "15"), AvgPool2d(2)]
[Use<SmallDenseLayer>(Name = "17"), Use<SmallDenseLayer>(Name = "18"), Use<SmallDenseLayer>(Name = "19"), Use<SmallDenseLayer>(Name = "20")]
[BatchNorm(Name = "21"), ReLU]
internal sealed class DenseNetSmallFeatures;

/// <summary>Appends <see cref="Growth"/> channels to its input.</summary>
[Block]
[BatchNorm, ReLU, Conv2d(4 * Growth, 1, Bias = false)]
[BatchNorm, ReLU, Conv2d(Growth, 3, Padding = 1, Bias = false)]
[Concat("conv2", From = "input")]
internal sealed class SmallDenseLayer
{
    public const int Growth = 16;
}
