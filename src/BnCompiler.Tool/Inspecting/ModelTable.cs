using System.Collections.Immutable;
using BnCompiler.Tool.Constants;
using BnCompiler.Tool.Mapping;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Inspecting;

/// <summary>The nodes of a model.</summary>
internal static class ModelTable
{
    /// <summary>A row for each node in an order in which values come before their use.</summary>
    /// <exception cref="OnnxException">The file is no model.</exception>
    public static Table Read(string path)
    {
        var model = OnnxReader.ReadModel(path);
        var graph = model.Graph;
        string opsets = string.Join(", ", model.Opsets.OrderBy(opset => opset.Key, StringComparer.Ordinal).Select(opset => $"{(opset.Key.Length == 0 ? "ai.onnx" : opset.Key)} {opset.Value}"));
        string inputs = string.Join(", ", graph.OpenInputs.Select(Text));
        string outputs = string.Join(", ", graph.Outputs.Select(Text));
        long weights = graph.Initializers.Values.Sum(tensor => (long)tensor.Length);
        return new Table(
            $"{graph.Name}: opset {opsets}; {graph.Nodes.Length} nodes, {weights} values in {graph.Initializers.Count} initializers; inputs {inputs}; outputs {outputs}",
            ["Operator", "Name", "Known", "Inputs", "Outputs", "Attributes"],
            [.. graph.Nodes.Select(node => Row(node, graph))]);
    }

    private static ImmutableArray<string> Row(OnnxNode node, OnnxGraph graph) =>
    [
        node.Operator,
        node.Name,
        OperatorCatalog.Find(node.Operator) is not null || ConstantEvaluator.Knows(node) ? "yes" : "no",
        string.Join(", ", node.Inputs.Select(name => graph.Initializers.TryGetValue(name, out var tensor) ? $"{name} {Sizes.Text(tensor.Sizes)}" : name)),
        string.Join(", ", node.Outputs),
        string.Join(", ", node.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => $"{attribute.Key}={attribute.Value}")),
    ];

    private static string Text(OnnxValue value) =>
        $"{value.Name} {value.Type.Text()}{(value.Sizes is { } sizes ? $" [{string.Join(", ", sizes.Select(size => size < 0 ? "?" : $"{size}"))}]" : "")}";
}
