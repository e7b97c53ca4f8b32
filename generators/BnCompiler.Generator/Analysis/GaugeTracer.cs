using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>Follows the factors of all weights with a free scale, in one pass from the inputs of a graph to its outputs, to the BatchNorms that divide them out.</summary>
internal sealed class GaugeTracer
{
    private const int NoRow = -1;

    private readonly Graph graph;
    private readonly List<Trace> traces = [];

    // By the id of a value: the weights whose factors it carries.
    private readonly Dictionary<int, List<Factors>> carried = [];

    public GaugeTracer(Graph graph, ScaleInvarianceAnalysis invariance)
    {
        this.graph = graph;
        foreach (var node in graph.Nodes)
        {
            List<Factors> factors = [.. Behind(node), .. Own(node, invariance)];
            if (factors.Count > 0)
            {
                carried.Add(node.Id, factors);
            }
        }
    }

    /// <summary>The weights that could be followed to all ends, in the order of the graph.</summary>
    public IEnumerable<ScaleGaugePlan> Plans => traces.Where(trace => !trace.IsLost)
        .Select(trace => new ScaleGaugePlan(trace.Weight, trace.Rows, trace.Channels, trace.Followers.ToImmutable()));

    /// <summary>The factors of the node's own weights.</summary>
    private IEnumerable<Factors> Own(Node node, ScaleInvarianceAnalysis invariance)
    {
        foreach (var weight in node.Parameters.Where(parameter => parameter.Kind == "Weight"))
        {
            int rows = invariance.FactOf(node, weight) switch
            {
                "ScaleFreePerRow" => node.Shape.Channels,
                "ScaleFreeAsWhole" => 1,
                _ => 0,
            };
            if (rows > 0)
            {
                var trace = new Trace($"{node.Name}.{weight.Role}", rows, node.Shape.Channels);
                traces.Add(trace);
                yield return new Factors(trace, 0, 0, [.. Enumerable.Range(0, node.Shape.Channels).Select(channel => rows == 1 ? 0 : channel)]);
            }
        }
    }

    /// <summary>What becomes of the factors that reach a node: those that its value carries; a trace whose factors end there otherwise than in a normalisation is lost.</summary>
    private IEnumerable<Factors> Behind(Node node)
    {
        var rules = new ChannelRule?[node.Inputs.Length];
        foreach (var reached in Reaching(node).Where(factors => !factors.Trace.IsLost).GroupBy(factors => factors.Trace))
        {
            Factors[] arriving = [.. reached];
            foreach (var factors in arriving)
            {
                rules[factors.Input] ??= node.Layer.ChannelRule(node, factors.Input);
            }

            if (arriving.All(factors => rules[factors.Input]!.Scale == ChannelEffect.Absorbed))
            {
                reached.Key.Followers.AddRange(node.Parameters.Any(parameter => parameter.Kind == "RunningVariance") ? Runs(node.Name, arriving[0]) : []);
            }
            else if (!graph.IsOutput(node.Id) && Pass(node, arriving, rules) is { } passed)
            {
                yield return passed;
            }
            else
            {
                reached.Key.IsLost = true;
            }
        }
    }

    private IEnumerable<Factors> Reaching(Node node)
    {
        for (int input = 0; input < node.Inputs.Length; input++)
        {
            if (carried.TryGetValue(node.Inputs[input], out var factors))
            {
                foreach (var each in factors)
                {
                    yield return each with { Input = input };
                }
            }
        }
    }

    /// <summary>The factors behind a layer, or null where its value is not multiplied by the factor of one row per channel.</summary>
    private static Factors? Pass(Node node, Factors[] arriving, ChannelRule?[] rules)
    {
        if (arriving.Any(factors => rules[factors.Input]!.Scale is not (ChannelEffect.Passes or ChannelEffect.Mixes)))
        {
            return null;
        }

        var only = arriving[0];
        if (arriving.Length == 1 && rules[only.Input]!.Map is var map && (map == ChannelMap.Same || map is ChannelMap.Slice))
        {
            return only with { FirstChannel = only.FirstChannel + (map is ChannelMap.Slice slice ? slice.First : 0) };
        }

        int[] passed = new int[node.Shape.Channels];
        for (int channel = 0; channel < passed.Length; channel++)
        {
            passed[channel] = NoRow;
            foreach (var factors in arriving)
            {
                if (!Add(factors, rules[factors.Input]!.Map.Sources(channel), ref passed[channel]))
                {
                    return null;
                }
            }
        }

        return new Factors(only.Trace, 0, 0, passed);
    }

    /// <summary>Adds what a channel has of one input: false where that makes more than one factor, be they equal or not.</summary>
    private static bool Add(Factors factors, ChannelRange range, ref int row)
    {
        int found = NoRow;
        for (int source = range.First; source < range.First + range.Count; source++)
        {
            int other = factors.RowOf(source);
            if (found != NoRow && other != NoRow && other != found)
            {
                return false;
            }

            found = other == NoRow ? found : other;
        }

        bool isOne = row == NoRow || found == NoRow;
        row = found == NoRow ? row : found;
        return isOne;
    }

    /// <summary>Runs of channels in which the row grows by 1 every so many channels.</summary>
    private static IEnumerable<GaugeFollower> Runs(string batchNorm, Factors factors)
    {
        int[] rows = factors.Rows;
        for (int first = 0; first < rows.Length;)
        {
            int repeats = Equal(rows, first, rows[first], rows.Length);
            int count = 1;
            while (rows[first] != NoRow && Equal(rows, first + (count * repeats), rows[first] + count, repeats) == repeats)
            {
                count++;
            }

            if (rows[first] != NoRow)
            {
                yield return new GaugeFollower(batchNorm, count, rows[first], factors.FirstChannel + first, repeats);
            }

            first += count * repeats;
        }
    }

    /// <summary>How many channels from one on have the row, up to a number.</summary>
    private static int Equal(int[] rows, int first, int row, int most)
    {
        int count = 0;
        while (count < most && first + count < rows.Length && rows[first + count] == row)
        {
            count++;
        }

        return count;
    }

    /// <summary>What is known of a weight so far.</summary>
    private sealed class Trace(string weight, int rows, int channels)
    {
        public string Weight { get; } = weight;

        public int Rows { get; } = rows;

        public int Channels { get; } = channels;

        public ImmutableArray<GaugeFollower>.Builder Followers { get; } = ImmutableArray.CreateBuilder<GaugeFollower>();

        /// <summary>Whether its factors went where they cannot be followed.</summary>
        public bool IsLost { get; set; }
    }

    /// <summary>The factors of one weight in a value, read as an input of a node.</summary>
    /// <param name="Input">Which input.</param>
    /// <param name="FirstChannel">The first of the channels of <paramref name="Rows"/>; the others have none.</param>
    /// <param name="Rows">The row whose factor each channel has.</param>
    private sealed record Factors(Trace Trace, int Input, int FirstChannel, int[] Rows)
    {
        public int RowOf(int channel) => channel >= FirstChannel && channel < FirstChannel + Rows.Length ? Rows[channel - FirstChannel] : NoRow;
    }
}
