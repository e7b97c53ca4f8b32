using System.Collections.Immutable;

namespace BnCompiler.Tool.Mapping;

/// <summary>An operator that can be brought into declarations.</summary>
/// <param name="Name">ONNX's name of it; with the domain in front where that is not ONNX's own.</param>
/// <param name="Attributes">The attributes that <paramref name="Map"/> understands; a node with another one is refused.</param>
/// <param name="Map">Declares layers for a node and sets its outputs.</param>
internal sealed record OperatorKind(string Name, ImmutableArray<string> Attributes, Action<NodeMapping> Map)
{
    /// <summary>Whether its inputs may be floats of different types.</summary>
    public bool MixesTypes { get; init; }
}
