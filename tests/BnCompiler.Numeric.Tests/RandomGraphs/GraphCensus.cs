using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>Counts in how many networks each kind of layer and each neighbourhood that a compiler could get wrong occurs.</summary>
internal sealed class GraphCensus
{
    private readonly Dictionary<string, int> counts = [];

    public GraphCensus(IEnumerable<NetSpec> specs)
    {
        foreach (string what in specs.SelectMany(spec => Features(spec).Distinct()))
        {
            counts[what] = counts.GetValueOrDefault(what) + 1;
        }
    }

    public int this[string what] => counts.GetValueOrDefault(what);

    public override string ToString() => string.Join('\n', counts.OrderByDescending(count => count.Value).Select(count => $"{count.Value,6} {count.Key}"));

    private static IEnumerable<string> Features(NetSpec spec)
    {
        var graph = NetGraph.Of(spec);
        var shapes = graph.Shapes()!.Value;
        bool isChain = graph.Nodes.Select((node, index) => node.Sources is [var only] && only == index).All(follows => follows);
        yield return isChain ? "chain" : "no chain";
        yield return $"{spec.Layers.Length,2} layers";
        yield return $"batch {spec.Batch}";
        if (Enumerable.Range(0, graph.Last).Any(value => graph.Nodes.Sum(node => node.Sources.Count(source => source == value)) > 1))
        {
            yield return "a value with several readers";
        }

        if (spec.BatchNormsOfOneValue().Any())
        {
            yield return "a batch to refuse";
        }

        foreach (string what in Declared(spec))
        {
            yield return what;
        }

        foreach (string what in graph.Nodes.SelectMany((node, index) => Features(graph, node, isOutput: index + 1 == graph.Last)))
        {
            yield return what;
        }

        foreach (string what in graph.Nodes.SelectMany(node => Gates(node, [.. node.Sources.Select(source => shapes[source])])))
        {
            yield return what;
        }
    }

    /// <summary>What says how layers are declared, and not what they compute.</summary>
    private static IEnumerable<string> Declared(NetSpec spec)
    {
        if (spec.Outputs.Length > 1)
        {
            yield return "several outputs";
        }

        UseSpec[] uses = [.. spec.Layers.OfType<UseSpec>()];
        foreach (var use in uses)
        {
            yield return use.Repeat > 1 ? "a repeated block" : "a block used once";
            yield return use.Width == use.Block.Width ? "a block with its defaults" : "a block with an argument";
            if (use.Layers.Any(layer => layer is BatchNormSpec))
            {
                yield return "BatchNorm in a block";
            }
        }

        if (uses.GroupBy(use => use.Block.Name).Any(block => block.Count() > 1))
        {
            yield return "a block used in several places";
        }

        if (uses.GroupBy(use => use.Block.Name).Any(block => block.Select(use => use.Width).Distinct().Count() > 1))
        {
            yield return "a block with several arguments";
        }
    }

    private static IEnumerable<string> Features(NetGraph graph, NetNode node, bool isOutput)
    {
        yield return Kind(node.Layer);
        string[] sources = [.. node.Sources.Select(source => source == 0 ? "input" : Kind(graph.Nodes[source - 1].Layer))];
        foreach (string source in node.Layer is BatchNormSpec ? sources : [])
        {
            yield return $"BatchNorm behind {source}";
        }

        foreach (string _ in sources.Where(source => source == "BatchNorm"))
        {
            yield return $"BatchNorm in front of {(node.Layer is Conv2dSpec { Window: { PaddingHeight: > 0 } or { PaddingWidth: > 0 } } ? "padded " : "")}{Kind(node.Layer)}";
        }

        if (node.Layer is BatchNormSpec batchNorm)
        {
            yield return $"BatchNorm of {batchNorm.Values}";
            yield return batchNorm.Frozen ? "frozen BatchNorm" : "BatchNorm in training";
            yield return isOutput ? "BatchNorm as output" : "BatchNorm inside";
        }
    }

    private static IEnumerable<string> Gates(NetNode node, Extent[] inputs) =>
        node.Layer is MultiplySpec && inputs.Any(input => input.Positions > 1)
            ? inputs.Where(input => input.Positions == 1).Select(gate => gate.IsFeatures ? "gate [C]" : "gate [C, 1, 1]")
            : [];

    private static string Kind(LayerSpec layer) => layer switch
    {
        Conv2dSpec { Groups: > 1 } => "grouped Conv2d",
        ConvTranspose2dSpec { Groups: > 1 } => "grouped ConvTranspose2d",
        UpsampleSpec { Bilinear: true } => "bilinear Upsample",
        _ => layer.GetType().Name[..^"Spec".Length],
    };
}
