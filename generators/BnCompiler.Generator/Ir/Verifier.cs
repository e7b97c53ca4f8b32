using System.Collections.Immutable;

namespace BnCompiler.Generator.Ir;

/// <summary>A graph broke a rule. That is a mistake in the compiler, never in a declaration.</summary>
internal sealed class GraphVerificationException(string message) : Exception(message);

/// <summary>
/// What holds for every graph: each node follows its inputs, ids and names are unique, shapes are what the layers infer, every
/// parameter of a layer is either stored or eliminated, folds and epilogues fit the channels that they touch.
/// </summary>
internal static class Verifier
{
    /// <summary>Checks a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="origin">The pass that made it; the message begins with it.</param>
    /// <exception cref="GraphVerificationException">The first rule that is broken.</exception>
    public static void Verify(Graph graph, string origin)
    {
        if (FindFault(graph) is { } fault)
        {
            throw new GraphVerificationException($"{origin} left a graph that is not valid: {fault}\n{Describe(graph)}");
        }
    }

    private static string? FindFault(Graph graph)
    {
        var seen = new Dictionary<int, Node>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            string? fault = NameFault(node, names) ?? InputFault(node, seen, graph) ?? ShapeFault(node) ?? ParameterFault(node) ?? FusionFault(node);
            if (fault is not null)
            {
                return $"{node.Name}: {fault}";
            }

            seen.Add(node.Id, node);
        }

        return graph.Outputs.IsEmpty ? "no output" : OutputFault(graph, seen);
    }

    private static string? NameFault(Node node, HashSet<string> names) =>
        names.Add(node.Name) ? null : "the name is used twice";

    private static string? InputFault(Node node, Dictionary<int, Node> seen, Graph graph)
    {
        if (seen.ContainsKey(node.Id))
        {
            return $"the id {node.Id} is used twice";
        }

        if (node.Inputs.Length != node.InputShapes.Length)
        {
            return $"{node.Inputs.Length} inputs but {node.InputShapes.Length} input shapes";
        }

        for (int index = 0; index < node.Inputs.Length; index++)
        {
            int id = node.Inputs[index];
            if (!seen.TryGetValue(id, out var producer))
            {
                return graph.Nodes.Any(other => other.Id == id) ? $"reads {graph[id].Name}, which does not come before it" : $"reads the unknown node {id}";
            }

            if (!producer.Shape.Equals(node.InputShapes[index]))
            {
                return $"expects {node.InputShapes[index]} from {producer.Name}, which is {producer.Shape}";
            }
        }

        return null;
    }

    private static string? ShapeFault(Node node)
    {
        var ignored = new FindingSink(node.DeclarationIndex, ImmutableArray.CreateBuilder<Finding>());
        var inferred = node.Layer.InferShape(node.InputShapes, ignored);
        return node.Shape.Equals(inferred) ? null : $"has the shape {node.Shape}, its layer infers {inferred?.ToString() ?? "none"}";
    }

    private static string? ParameterFault(Node node)
    {
        var expected = node.Layer.Parameters(node.InputShapes);
        var present = node.Parameters.AddRange(node.Eliminated);
        bool isComplete = expected.Length == present.Length && expected.All(spec => present.Any(other => other.Role == spec.Role && other.Sizes.SequenceEqual(spec.Sizes)));
        return isComplete ? null : $"has the parameters ({Describe(present)}), its layer has ({Describe(expected)})";
    }

    private static string? FusionFault(Node node)
    {
        foreach (var fold in node.Folds)
        {
            int folded = fold.BatchNorm.Shape.Channels * fold.RepeatsPerChannel;
            int channels = fold.Side == FoldSide.Output ? node.Shape.Channels : node.InputShape.Channels;
            bool fits = fold.Share is { } share ? share.FirstChannel + channels <= folded : folded == channels;
            if (!fits)
            {
                return $"folds {fold.BatchNorm.Name} of {folded} channels into {channels}";
            }
        }

        if (node.Epilogue.Any(operation => operation.Addends > 0) && !node.Layer.AcceptsAddends(node))
        {
            return $"a {node.Layer.Kind} takes no addends";
        }

        bool isPlainCopy = node.Layer.IsSideValue && node.Epilogue.IsEmpty;
        return isPlainCopy ? "a side value without operations is the value that it reads" : EpilogueFault(node);
    }

    private static string? EpilogueFault(Node node)
    {
        // What is elementwise passes a Flatten, with which the shape changes and the number of values does not.
        var wrong = node.Epilogue.FirstOrDefault(operation =>
            !operation.Source.Layer.IsSameForAllChannels && !operation.Source.Shape.Equals(node.Shape)
            && !(operation.IsPerValue && operation.Source.Shape.Length == node.Shape.Length));
        return wrong is null ? null : $"its epilogue has {wrong.Source.Name} of {wrong.Source.Shape} on {node.Shape}";
    }

    private static string? OutputFault(Graph graph, Dictionary<int, Node> seen)
    {
        foreach (int id in graph.Outputs)
        {
            if (!seen.ContainsKey(id))
            {
                return $"the output is the unknown node {id}";
            }
        }

        return null;
    }

    private static string Describe(IEnumerable<ParameterSpec> parameters) =>
        string.Join(", ", parameters.Select(spec => $"{spec.Role} [{string.Join(", ", spec.Sizes.Select(size => $"{size}"))}]").OrderBy(text => text, StringComparer.Ordinal));

    // A broken graph may hold ids that the printer does not know.
    private static string Describe(Graph graph) =>
        string.Join("\n", graph.Nodes.Select(node => $"{node.Id}: {node.Name} = {node.Layer.Kind}({string.Join(", ", node.Inputs.Select(input => $"{input}"))}) -> {node.Shape}"));
}
