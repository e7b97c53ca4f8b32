using BnCompiler;
using ModelZoo;

namespace TrainResNet.Networks;

/// <summary>The ResNet-20 of <see cref="ResNet20"/> for grey images of 28×28 pixels: 272,186 parameters.</summary>
[Network(1, 28, 28)]
[Conv2d(16, 3, Padding = 1, Bias = false), BatchNorm, ReLU]
[Use<BasicBlock>(16, Repeat = 3, Name = "layer1"), Use<ResNet20Stage>(32, Name = "layer2"), Use<ResNet20Stage>(64, Name = "layer3")]
[GlobalAvgPool2d, Flatten, Linear(10, Name = "fc")]
public sealed partial class GreyResNet20;
