using System.Collections.Immutable;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Importing;

/// <summary>What is known beside the model.</summary>
internal sealed record ImportOptions
{
    /// <summary>The class, with which the names of its blocks begin.</summary>
    public string Name { get; init; } = "Imported";

    /// <summary>Sizes of inputs that the model leaves open, with the batch.</summary>
    public ImmutableDictionary<string, ImmutableArray<int>> Sizes { get; init; } = ImmutableDictionary<string, ImmutableArray<int>>.Empty;

    /// <summary>Inputs that are constants.</summary>
    public ImmutableDictionary<string, Tensor> Constants { get; init; } = ImmutableDictionary<string, Tensor>.Empty;

    /// <summary>Inputs that become constants where an operator needs them as such: weights and shapes.</summary>
    public ImmutableDictionary<string, Tensor> Candidates { get; init; } = ImmutableDictionary<string, Tensor>.Empty;

    public OnnxLimits Limits { get; init; } = new();
}
