using BnCompiler;

namespace ModelZoo;

/// <summary>A multilayer perceptron for flattened 28×28 images. Each hidden layer declares the bias that the BatchNorm behind it makes redundant.</summary>
[Network(784)]
[Use<MlpLayers>(Name = "net")]
public sealed partial class Mlp;

/// <summary>All of it, numbered as in PyTorch's <c>Sequential</c>.</summary>
[Block]
[Linear(512, Name = "0"), BatchNorm(Name = "1"), ReLU]
[Linear(512, Name = "3"), BatchNorm(Name = "4"), ReLU]
[Linear(10, Name = "6")]
internal sealed class MlpLayers;
