using BnCompiler;

namespace ScaleDrift;

/// <summary>A small convolutional network: 56 rows of weights in front of a BatchNorm, whose scale is free, and one linear layer whose scale is not.</summary>
[Network(1, 28, 28)]
[Conv2d(8, 3, Stride = 2, Padding = 1), BatchNorm, ReLU]
[Conv2d(16, 3, Stride = 2, Padding = 1), BatchNorm, ReLU]
[Flatten, Linear(32), BatchNorm, ReLU]
[Linear(10)]
public sealed partial class DriftNet
{
    /// <summary>ε of every BatchNorm: the default.</summary>
    internal const double Epsilon = 1e-5;
}
