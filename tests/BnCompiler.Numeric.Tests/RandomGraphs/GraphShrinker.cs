using System.Collections.Immutable;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>Smaller valid networks than a given one, the smallest first.</summary>
internal static class GraphShrinker
{
    public static IEnumerable<NetSpec> Shrink(NetSpec spec) => Candidates(spec).Where(candidate => candidate.IsValid());

    /// <summary>Follows the first smaller network that still fails until none does, or the tries are used up.</summary>
    public static NetSpec Smallest(NetSpec failing, Func<NetSpec, bool> fails, int tries)
    {
        while (true)
        {
            NetSpec? smaller = null;
            foreach (var candidate in Shrink(failing))
            {
                if (tries-- <= 0)
                {
                    return failing;
                }

                if (fails(candidate))
                {
                    smaller = candidate;
                    break;
                }
            }

            if (smaller is null)
            {
                return failing;
            }

            failing = smaller;
        }
    }

    private static IEnumerable<NetSpec> Candidates(NetSpec spec)
    {
        var whole = NetGraph.Of(spec);
        foreach (var graph in Cuts(whole).Concat(Inlined(whole)).Concat(Blocks(whole)).Concat(Replacements(whole)).Concat(Widths(whole)).Concat(Inputs(whole)))
        {
            if (graph.Nodes.Length > 0 && graph.Shapes() is not null)
            {
                var read = graph.WithoutUnread();
                yield return spec with { Input = read.Input, Layers = read.Layers() };
            }
        }

        if (spec.InputOffset != 0)
        {
            yield return spec with { InputOffset = 0 };
        }

        foreach (int batch in Enumerable.Range(1, spec.Batch - 1))
        {
            yield return spec with { Batch = batch };
        }
    }

    /// <summary>Without the layers at the end or at the start, half of them at first; without one layer; without one branch.</summary>
    private static IEnumerable<NetGraph> Cuts(NetGraph graph)
    {
        for (int half = graph.Nodes.Length / 2; half > 0; half /= 2)
        {
            yield return graph with { Nodes = graph.Nodes[..^half] };
            yield return From(graph, half);
        }

        for (int node = 0; node < graph.Nodes.Length; node++)
        {
            var sources = graph.Nodes[node].Sources;
            if (sources.IsEmpty)
            {
                yield return graph.Bypassing(node);
            }

            for (int branch = 0; branch < sources.Length; branch++)
            {
                // The branch that stays, and then that which goes.
                yield return WithSources(graph, node, [sources[branch], .. sources.RemoveAt(branch)]).Bypassing(node);
                if (sources.Length > 2)
                {
                    yield return WithSources(graph, node, sources.RemoveAt(branch));
                }
            }
        }
    }

    /// <summary>The graph behind a value, which becomes the input; what was read from in front of it is the input too.</summary>
    private static NetGraph From(NetGraph graph, int value) => new(
        graph.Shapes()!.Value[value],
        [.. graph.Nodes.Skip(value).Select(node => node with { Sources = [.. node.Sources.Select(source => Math.Max(source - value, 0))] })]);

    /// <summary>With the layers of one block in the place of its use, once.</summary>
    private static IEnumerable<NetGraph> Inlined(NetGraph graph) =>
        from node in Enumerable.Range(0, graph.Nodes.Length)
        where graph.Nodes[node].Layer is UseSpec
        select graph.Inlining(node, NetGraph.Of(new NetSpec(graph.Input, ((UseSpec)graph.Nodes[node].Layer).Layers)));

    /// <summary>With a smaller block, in all its uses.</summary>
    private static IEnumerable<NetGraph> Blocks(NetGraph graph)
    {
        var shapes = graph.Shapes()!.Value;
        foreach (var (use, input) in graph.Nodes.Where(node => node.Layer is UseSpec).Select(node => ((UseSpec)node.Layer, shapes[node.Sources[0]])).DistinctBy(node => node.Item1.Block.Name))
        {
            var body = NetGraph.Of(new NetSpec(input, use.Layers));
            foreach (var smaller in Cuts(body).Concat(Replacements(body)).Where(candidate => !candidate.Nodes.IsEmpty))
            {
                var block = use.Block with { Width = use.Width, Layers = smaller.WithoutUnread().Layers() };
                yield return graph with { Nodes = [.. graph.Nodes.Select(node => node.Layer is UseSpec other && other.Block.Name == block.Name ? node with { Layer = other with { Block = block } } : node)] };
            }
        }
    }

    private static IEnumerable<NetGraph> Replacements(NetGraph graph) =>
        from node in Enumerable.Range(0, graph.Nodes.Length)
        from smaller in graph.Nodes[node].Layer.Shrink()
        select graph with { Nodes = graph.Nodes.SetItem(node, graph.Nodes[node] with { Layer = smaller }) };

    /// <summary>Fewer channels at once in all layers that have equally many, so that they can still be added.</summary>
    private static IEnumerable<NetGraph> Widths(NetGraph graph) =>
        from width in graph.Nodes.Select(node => node.Layer.Outputs).OfType<int>().Where(width => width > 1).Distinct()
        from fewer in new[] { 1, width / 2, width - 1 }.Distinct()
        from inputToo in new[] { true, false }
        select new NetGraph(
            inputToo && graph.Input.Channels == width ? graph.Input with { Channels = fewer } : graph.Input,
            [.. graph.Nodes.Select(node => node.Layer.Outputs == width ? node with { Layer = node.Layer.WithOutputs(fewer) } : node)]);

    /// <summary>A smaller first input, or all inputs smaller at once, so that they can still be joined.</summary>
    private static IEnumerable<NetGraph> Inputs(NetGraph graph)
    {
        foreach (var extent in graph.Input.Smaller())
        {
            yield return graph with { Input = extent };
        }

        Func<Extent, Extent>[] ways = [extent => extent with { Height = Math.Max(extent.Height - 1, 1) }, extent => extent with { Width = Math.Max(extent.Width - 1, 1) }];
        foreach (var smaller in ways.Where(way => way(graph.Input) != graph.Input && graph.Nodes.Any(node => node.Layer is InputSpec)))
        {
            yield return new NetGraph(smaller(graph.Input), [.. graph.Nodes.Select(node => node.Layer is InputSpec input ? node with { Layer = input with { Shape = smaller(input.Shape) } } : node)]);
        }
    }

    private static NetGraph WithSources(NetGraph graph, int node, ImmutableArray<int> sources) =>
        graph with { Nodes = graph.Nodes.SetItem(node, graph.Nodes[node] with { Sources = sources }) };
}
