namespace BnCompiler.Runtime.Tests.Support;

/// <summary>Everything that a resumed run can get wrong: BatchNorms with one value and with many per channel and sample, and Dropout.</summary>
[Network(2, 8, 8)]
[Conv2d(6, 3, Padding = 1), BatchNorm, ReLU, MaxPool2d(2)]
[Flatten, Linear(10), BatchNorm(Momentum = 0.3), ReLU, Dropout(0.25)]
[Linear(3)]
internal sealed partial class SmallNet;

/// <summary>No BatchNorm and no Dropout: a batch is the sum of its samples.</summary>
[Network(6)]
[Linear(16), Tanh, Linear(3)]
internal sealed partial class PlainNet;

/// <summary>A BatchNorm whose statistics are those of the inputs, and one whose statistics stay.</summary>
[Network(5)]
[BatchNorm(Momentum = 0.3), Linear(4), BatchNorm(Frozen = true), ReLU, Linear(2)]
internal sealed partial class InputNormNet;

/// <summary>Layers that overflow one after the other.</summary>
[Network(4)]
[Linear(8), ReLU, Linear(6), Tanh, Linear(6), ReLU, Linear(3)]
internal sealed partial class DeepNet;
