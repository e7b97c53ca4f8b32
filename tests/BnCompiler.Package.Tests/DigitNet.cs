namespace BnCompiler.Package.Tests;

/// <summary>The network of the package's page, compiled from the sources of this repository.</summary>
[Network(1, 28, 28)]
[Conv2d(32, 3, Padding = 1), BatchNorm, ReLU, MaxPool2d(2)]
[Conv2d(64, 3, Padding = 1), BatchNorm, ReLU, MaxPool2d(2)]
[Flatten, Linear(128), BatchNorm, ReLU]
[Linear(10)]
public sealed partial class DigitNet;
