using System.Collections.Immutable;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// A graph as text, one node a line, then the outputs:
/// <code>
/// conv1 = Conv2d(1 → 32, kernel 3×3)(input) -> [32, 26, 26] | weight | without bias | folds bn1 into outputs | then ReLU relu1
/// return conv1
/// </code>
/// Equal graphs print equally, so passes are compared by it.
/// </summary>
internal static class GraphPrinter
{
    public static string Print(Graph graph)
    {
        var names = graph.Nodes.ToDictionary(node => node.Id, node => node.Name);
        var lines = graph.Nodes.Select(node => Print(node, names));
        return string.Join("\n", lines.Append("return " + string.Join(", ", graph.OutputNames.Zip(graph.Outputs, (name, id) => Output(name, names[id])))));
    }

    private static string Output(string name, string node) => name == Graph.LastOutput ? node : $"{name} = {node}";

    private static string Print(Node node, Dictionary<int, string> names)
    {
        var input = node.InputShapes.IsEmpty ? node.Shape : node.InputShape;
        string inputs = node.Inputs.IsEmpty ? "" : $"({string.Join(", ", node.Inputs.Select(id => names[id]))})";
        var parts = new List<string> { $"{node.Name} = {node.Layer.Describe(input, node.Shape)}{inputs} -> {node.Shape}" };
        Add(parts, "", node.Parameters.Select(parameter => parameter.Role));
        Add(parts, "without ", node.Eliminated.Select(parameter => parameter.Role));
        Add(parts, "folds ", node.Folds.Select(Print));
        Add(parts, "then ", node.Epilogue.Select(operation => $"{operation.Source.Layer.Kind} {operation.Source.Name}"));
        return string.Join(" | ", parts);
    }

    private static string Print(WeightFold fold)
    {
        string repeats = fold.RepeatsPerChannel == 1 ? "" : $" × {fold.RepeatsPerChannel}";
        string share = fold.Share is not { } part ? "" : $" from channel {part.FirstChannel}{(part.Shifts ? "" : ", scale only")}";
        return $"{fold.BatchNorm.Name} into {(fold.Side == FoldSide.Output ? "outputs" : "inputs")}{repeats}{share}";
    }

    private static void Add(List<string> parts, string prefix, IEnumerable<string> items)
    {
        string text = string.Join(", ", items);
        if (text.Length > 0)
        {
            parts.Add(prefix + text);
        }
    }
}
