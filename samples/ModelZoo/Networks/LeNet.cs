using BnCompiler;

namespace ModelZoo;

/// <summary>A small convolutional network for grey 28×28 images: LeNet's size, with today's layers.</summary>
[Network(1, 28, 28)]
[Use<LeNetFeatures>(Name = "features"), GlobalAvgPool2d, Flatten, Linear(10, Name = "fc")]
public sealed partial class LeNet;

/// <summary>Everything in front of the classifier, numbered as in PyTorch's <c>Sequential</c>.</summary>
[Block]
[Conv2d(32, 3, Padding = 1, Bias = false, Name = "0"), BatchNorm(Name = "1"), ReLU]
[Conv2d(64, 3, Stride = 2, Padding = 1, Bias = false, Name = "3"), BatchNorm(Name = "4"), ReLU]
[Conv2d(128, 3, Stride = 2, Padding = 1, Bias = false, Name = "6"), BatchNorm(Name = "7"), ReLU]
internal sealed class LeNetFeatures;
