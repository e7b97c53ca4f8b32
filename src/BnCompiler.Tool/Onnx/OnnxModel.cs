using System.Collections.Immutable;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Onnx;

/// <summary>A model as read: immutable, with every tensor in memory.</summary>
/// <param name="Producer">Name and version of the program that wrote it.</param>
/// <param name="Opsets">Version of the operators of each domain; the ONNX domain is "".</param>
internal sealed record OnnxModel(string Producer, ImmutableDictionary<string, long> Opsets, OnnxGraph Graph);

/// <summary>A graph with its nodes in an order in which every value comes before its use.</summary>
internal sealed record OnnxGraph(
    string Name,
    ImmutableArray<OnnxValue> Inputs,
    ImmutableArray<OnnxValue> Outputs,
    ImmutableArray<OnnxNode> Nodes,
    ImmutableDictionary<string, Tensor> Initializers)
{
    /// <summary>Inputs that have no value in the file.</summary>
    public IEnumerable<OnnxValue> OpenInputs => Inputs.Where(input => !Initializers.ContainsKey(input.Name));
}

/// <summary>An input or output.</summary>
/// <param name="Sizes">Each size, −1 where it is left open; null where even their number is.</param>
internal sealed record OnnxValue(string Name, TensorType Type, ImmutableArray<int>? Sizes);
