using BnCompiler;

namespace ModelZoo;

/// <summary>The smallest network worth a compiler: 16 features in, 4 out. Each hidden layer declares the bias that the BatchNorm behind it makes redundant.</summary>
[Network(16)]
[Use<TinyMlpLayers>(Name = "net")]
public sealed partial class TinyMlp;

/// <summary>All of it, numbered as in PyTorch's <c>Sequential</c>.</summary>
[Block]
[Linear(32, Name = "0"), BatchNorm(Name = "1"), ReLU]
[Linear(32, Name = "3"), BatchNorm(Name = "4"), ReLU]
[Linear(4, Name = "6")]
internal sealed class TinyMlpLayers;
