using System.Collections.Immutable;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Weights of which only BatchNorms see the scale.</summary>
/// <param name="Weights">The index of the layer.</param>
/// <param name="Readers">The BatchNorms behind them, each with the channel in which it sees the first row.</param>
internal sealed record ScaleSite(int Weights, ImmutableArray<(int BatchNorm, int FirstChannel)> Readers)
{
    public static ImmutableArray<ScaleSite> Of(NetSpec spec)
    {
        var graph = NetGraph.Of(spec);
        var shapes = graph.Shapes()!.Value;
        return
        [
            .. from layer in Enumerable.Range(0, spec.Layers.Length)
               where spec.Layers[layer] is Conv2dSpec or LinearSpec
               let readers = Behind(graph, shapes, layer + 1, 0)
               where readers is not null
               select new ScaleSite(layer, [.. readers]),
        ];
    }

    /// <summary>The BatchNorms that a value reaches, through what passes positive factors of a channel; null where anything else reads it.</summary>
    private static IEnumerable<(int BatchNorm, int FirstChannel)>? Behind(NetGraph graph, ImmutableArray<Extent> shapes, int value, int channel)
    {
        var found = Enumerable.Empty<(int, int)>();
        for (int node = value; node < graph.Nodes.Length; node++)
        {
            var (layer, sources) = graph.Nodes[node];
            foreach (int place in Enumerable.Range(0, sources.Length).Where(place => sources[place] == value))
            {
                int first = layer is ConcatSpec ? channel + sources.Take(place).Sum(source => shapes[source].Channels) : channel;
                var behind = layer switch
                {
                    BatchNormSpec { Frozen: false } => [(node, first)],
                    ConcatSpec or AvgPool2dSpec or MaxPool2dSpec => Behind(graph, shapes, node + 1, first),
                    _ => null,
                };
                if (behind is null)
                {
                    return null;
                }

                found = found.Concat(behind);
            }
        }

        return value == graph.Last ? null : found.ToArray();
    }
}
