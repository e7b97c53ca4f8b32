using System.Collections.Immutable;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>A layer and the numbers of the values that it reads: 0 is the network's input, n + 1 the output of node n.</summary>
internal sealed record NetNode(LayerSpec Layer, ImmutableArray<int> Sources);

/// <summary>A declaration with numbers in place of names, so that layers can be added, taken away and replaced; the names come back with <see cref="Layers"/>.</summary>
internal sealed record NetGraph(Extent Input, ImmutableArray<NetNode> Nodes)
{
    /// <summary>The number of the last value, the network's output.</summary>
    public int Last => Nodes.Length;

    public static NetGraph Of(NetSpec spec) =>
        new(spec.Input, [.. spec.Layers.Select((layer, index) => new NetNode(layer, spec.Sources(index)))]);

    /// <summary>The shapes of all values, or null where a layer does not fit.</summary>
    public ImmutableArray<Extent>? Shapes()
    {
        var shapes = ImmutableArray.CreateBuilder<Extent>();
        shapes.Add(Input);
        foreach (var node in Nodes)
        {
            if (node.Layer.Output([.. node.Sources.Select(source => shapes[source])]) is not { } output)
            {
                return null;
            }

            shapes.Add(output);
        }

        return shapes.ToImmutable();
    }

    /// <summary>With one more layer behind the others.</summary>
    public NetGraph Then(LayerSpec layer, params ImmutableArray<int> sources) => this with { Nodes = Nodes.Add(new NetNode(layer, sources)) };

    /// <summary>Without a node; its readers read what it read first.</summary>
    public NetGraph Bypassing(int node)
    {
        int value = node + 1;
        int source = Nodes[node].Sources[0];
        return this with { Nodes = [.. Nodes.RemoveAt(node).Select(other => Reading(other, read => read == value ? source : read > value ? read - 1 : read))] };
    }

    /// <summary>Without the nodes that the output does not depend on.</summary>
    public NetGraph WithoutUnread()
    {
        var read = new HashSet<int> { Last };
        for (int node = Last - 1; node >= 0; node--)
        {
            if (read.Contains(node + 1))
            {
                read.UnionWith(Nodes[node].Sources);
            }
        }

        int[] kept = [0, .. Enumerable.Range(1, Last).Where(read.Contains)];
        return this with { Nodes = [.. kept.Skip(1).Select(value => Reading(Nodes[value - 1], source => Array.IndexOf(kept, source)))] };
    }

    /// <summary>The layers as a user declares them: <c>From</c> only where the first source is not the layer before.</summary>
    public ImmutableArray<LayerSpec> Layers()
    {
        var names = new NetSpec(Input, Nodes.Select(node => node.Layer).ToImmutableArray()).Names().Insert(0, "input");
        return [.. Nodes.Select((node, index) =>
            node.Layer.ReadingOthers([.. node.Sources.Skip(1).Select(source => names[source])]) with { From = node.Sources[0] == index ? null : names[node.Sources[0]] })];
    }

    private static NetNode Reading(NetNode node, Func<int, int> renumber) => node with { Sources = [.. node.Sources.Select(renumber)] };
}
