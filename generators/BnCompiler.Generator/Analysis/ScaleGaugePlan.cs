using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>
/// A weight with a free scale and the running statistics that have to follow it, so that fixing the scale is a change of coordinates: the runtime's
/// <c>ScaleFreeWeight</c>. Forwards over the graph, from the weight to the BatchNorms that divide its factors out.
/// </summary>
/// <param name="Weight">The tensor: <c>conv1.weight</c>.</param>
/// <param name="Rows">Parts with a factor of their own.</param>
/// <param name="Channels">Output channels of the layer.</param>
/// <param name="Followers">In the order of the graph.</param>
internal sealed record ScaleGaugePlan(string Weight, int Rows, int Channels, EquatableArray<GaugeFollower> Followers)
{
    private const int NoRow = -1;

    /// <summary>The plans of a training graph. A weight whose factors cannot be followed has none; leaving its scale alone is always right.</summary>
    public static ImmutableArray<ScaleGaugePlan> Of(Graph graph, ScaleInvarianceAnalysis invariance)
    {
        var plans = ImmutableArray.CreateBuilder<ScaleGaugePlan>();
        foreach (var node in graph.Nodes)
        {
            foreach (var weight in node.Parameters.Where(parameter => parameter.Kind == "Weight"))
            {
                int rows = invariance.FactOf(node, weight) switch
                {
                    "ScaleFreePerRow" => node.Shape.Channels,
                    "ScaleFreeAsWhole" => 1,
                    _ => 0,
                };
                if (rows > 0 && Follow(graph, node, rows) is { } followers)
                {
                    plans.Add(new ScaleGaugePlan($"{node.Name}.{weight.Role}", rows, node.Shape.Channels, followers));
                }
            }
        }

        return plans.ToImmutable();
    }

    private static ImmutableArray<GaugeFollower>? Follow(Graph graph, Node weights, int rows)
    {
        // The row whose factor each channel has, by value.
        var factors = new Dictionary<int, ImmutableArray<int>>
        {
            [weights.Id] = [.. Enumerable.Range(0, weights.Shape.Channels).Select(channel => rows == 1 ? 0 : channel)],
        };
        var followers = ImmutableArray.CreateBuilder<GaugeFollower>();
        foreach (var node in graph.Nodes)
        {
            int[] reached = [.. Enumerable.Range(0, node.Inputs.Length).Where(input => factors.ContainsKey(node.Inputs[input]))];
            if (reached.Length == 0)
            {
                continue;
            }

            if (reached.All(input => node.Layer.ChannelRule(node, input).Scale == ChannelEffect.Absorbed))
            {
                followers.AddRange(node.Parameters.Any(parameter => parameter.Kind == "RunningVariance") ? Runs(node.Name, factors[node.Inputs[0]]) : []);
                continue;
            }

            if (graph.IsOutput(node.Id) || Pass(node, reached, factors) is not { } passed)
            {
                return null;
            }

            factors.Add(node.Id, passed);
        }

        return followers.ToImmutable();
    }

    /// <summary>The rows behind a layer, or null where its value is not multiplied by the factor of one row per channel.</summary>
    private static ImmutableArray<int>? Pass(Node node, int[] reached, Dictionary<int, ImmutableArray<int>> factors)
    {
        ChannelRule[] rules = [.. reached.Select(input => node.Layer.ChannelRule(node, input))];
        if (rules.Any(rule => rule.Scale is not (ChannelEffect.Passes or ChannelEffect.Mixes)))
        {
            return null;
        }

        var passed = ImmutableArray.CreateBuilder<int>(node.Shape.Channels);
        for (int channel = 0; channel < node.Shape.Channels; channel++)
        {
            int[] sources = [.. reached.Zip(rules, (input, rule) => RowsOf(factors[node.Inputs[input]], rule.Map.Sources(channel))).SelectMany(rows => rows)];
            if (sources.Length > 1)
            {
                return null;
            }

            passed.Add(sources.Length == 1 ? sources[0] : NoRow);
        }

        return passed.MoveToImmutable();
    }

    /// <summary>The different rows of neighbouring channels.</summary>
    private static IEnumerable<int> RowsOf(ImmutableArray<int> rows, ChannelRange range) =>
        rows.Skip(range.First).Take(range.Count).Where(row => row != NoRow).Distinct();

    /// <summary>Runs of channels in which the row grows by 1 every so many channels.</summary>
    private static IEnumerable<GaugeFollower> Runs(string batchNorm, ImmutableArray<int> rows)
    {
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
                yield return new GaugeFollower(batchNorm, count, rows[first], first, repeats);
            }

            first += count * repeats;
        }
    }

    /// <summary>How many channels from one on have the row, up to a number.</summary>
    private static int Equal(ImmutableArray<int> rows, int first, int row, int most) =>
        rows.Skip(first).Take(most).TakeWhile(each => each == row).Count();
}

/// <summary>Channels FirstChannel + i·Repeats + k (k &lt; Repeats) of a BatchNorm are multiplied by the factor of row FirstRow + i, for i &lt; Rows.</summary>
internal sealed record GaugeFollower(string BatchNorm, int Rows, int FirstRow, int FirstChannel, int Repeats);
