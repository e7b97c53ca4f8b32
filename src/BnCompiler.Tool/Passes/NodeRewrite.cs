using System.Collections.Immutable;
using BnCompiler.Tool.Onnx;

namespace BnCompiler.Tool.Passes;

/// <summary>Puts one node in the place of a pattern's last one; what only the pattern needed is taken away by <see cref="RemoveUnusedNodes"/>.</summary>
internal static class NodeRewrite
{
    /// <summary>Asks for each node what stands in its place, and notes what is replaced.</summary>
    /// <param name="replace">The new operator and its inputs and attributes, or null.</param>
    public static OnnxGraph Run(OnnxGraph graph, ImmutableArray<string>.Builder notes, Func<OnnxNode, GraphIndex, OnnxNode?> replace)
    {
        var index = new GraphIndex(graph);
        return graph with
        {
            Nodes =
            [
                .. graph.Nodes.Select(node =>
                {
                    if ((node.Domain.Length == 0 && GraphIndex.HasOperands(node) ? replace(node, index) : null) is not { } replacement)
                    {
                        return node;
                    }

                    notes.Add($"'{node.Label}' and what is in front of it are {replacement.OpType}");
                    return replacement;
                }),
            ],
        };
    }

    /// <summary>A node in the place of another one, with its name and first output.</summary>
    public static OnnxNode With(this OnnxNode node, string opType, ImmutableArray<string> inputs, params ReadOnlySpan<(string Name, OnnxAttribute Value)> attributes)
    {
        var builder = ImmutableDictionary.CreateBuilder<string, OnnxAttribute>();
        foreach (var (name, value) in attributes)
        {
            builder.Add(name, value);
        }

        return node with { OpType = opType, Inputs = inputs, Attributes = builder.ToImmutable() };
    }

    public static OnnxAttribute Of(double value) => new(OnnxAttributeKind.Float) { Float = value };

    public static OnnxAttribute Of(long value) => new(OnnxAttributeKind.Int) { Int = value };
}
