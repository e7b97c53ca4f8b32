using BnCompiler;

namespace QuickStart;

/// <summary>Two convolutions and two linear layers for grey 28×28 images of ten classes: clothes or digits.</summary>
[Network(1, 28, 28)]
[Conv2d(32, 3, Padding = 1), BatchNorm, ReLU, MaxPool2d(2)]
[Conv2d(64, 3, Padding = 1), BatchNorm, ReLU, MaxPool2d(2)]
[Flatten, Linear(128), BatchNorm, ReLU]
[Linear(10)]
public sealed partial class FashionNet;
