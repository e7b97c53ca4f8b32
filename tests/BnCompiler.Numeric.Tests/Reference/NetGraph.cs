using System.Collections.Immutable;

namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>A layer and the numbers of the values that it reads: 0 is the network's input, n + 1 the output of node n.</summary>
internal sealed record NetNode(LayerSpec Layer, ImmutableArray<int> Sources);

/// <summary>A declaration with numbers in place of names, so that layers can be added, taken away and replaced; the names come back with <see cref="Layers"/>.</summary>
internal sealed record NetGraph(Extent Input, ImmutableArray<NetNode> Nodes)
{
    /// <summary>The number of the last value.</summary>
    public int Last => Nodes.Length;

    /// <summary>The value of the last layer, which is always an output of the network; 0 where there is no layer.</summary>
    public int LastLayer => Enumerable.Range(0, Last + 1).Last(value => value == 0 || Nodes[value - 1].Layer is not OutputSpec);

    /// <summary>The values that are outputs of the network, in order: those that the declaration names, and at the end that of the last layer where none of them is.</summary>
    public ImmutableArray<int> Outputs
    {
        get
        {
            int last = LastLayer;
            int[] named = [.. Enumerable.Range(1, Last).Where(value => Nodes[value - 1].Layer is OutputSpec)];
            return named.Any(value => Observed(value) == last) ? [.. named] : [.. named, last];
        }
    }

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

    /// <summary>Without a node; its readers read what it read first, or the network's input where it read nothing.</summary>
    public NetGraph Bypassing(int node)
    {
        int value = node + 1;
        int source = Nodes[node].Sources is [var first, ..] ? first : 0;
        return this with { Nodes = [.. Nodes.RemoveAt(node).Select(other => Reading(other, read => read == value ? source : read > value ? read - 1 : read))] };
    }

    /// <summary>With all nodes of another graph in the place of one, reading what it read first.</summary>
    public NetGraph Inlining(int node, NetGraph other)
    {
        int added = other.Last - 1;
        int input = Nodes[node].Sources[0];
        return this with
        {
            Nodes =
            [
                .. Nodes.Take(node),
                .. other.Nodes.Select(inner => Reading(inner, read => read == 0 ? input : node + read)),
                .. Nodes.Skip(node + 1).Select(outer => Reading(outer, read => read > node ? read + added : read)),
            ],
        };
    }

    /// <summary>Without the nodes that no output depends on.</summary>
    public NetGraph WithoutUnread()
    {
        var read = new HashSet<int>(Outputs);
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
            node.Layer.ReadingOthers([.. node.Sources.Skip(1).Select(source => names[source])]) with { From = node.Sources is [var first, ..] && first != index ? names[first] : null })];
    }

    /// <summary>The value that an output passes on, and the value itself of anything else.</summary>
    private int Observed(int value) => value > 0 && Nodes[value - 1].Layer is OutputSpec ? Observed(Nodes[value - 1].Sources[0]) : value;

    private static NetNode Reading(NetNode node, Func<int, int> renumber) => node with { Sources = [.. node.Sources.Select(renumber)] };
}
