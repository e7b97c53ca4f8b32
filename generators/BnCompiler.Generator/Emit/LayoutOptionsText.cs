using System.Collections.Immutable;
using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Emit;

/// <summary>The optional arguments of a layout, what training does with scales: which running statistics follow a weight, and what decays.</summary>
internal static class LayoutOptionsText
{
    /// <summary>The arguments, each with the comma in front of it; empty for a network without them.</summary>
    /// <param name="declaration">The network.</param>
    /// <param name="plans">The weights with a free scale.</param>
    /// <param name="places">Where each BatchNorm stands in the network's list of their names; empty for a network without the list, which writes the names.</param>
    public static string Of(NetworkDeclaration declaration, ImmutableArray<ScaleGaugePlan> plans, IReadOnlyDictionary<string, int> places) =>
        (plans.IsEmpty ? "" : $",\nscaleFree:\n[\n{string.Concat(plans.Select(plan => $"    {Weight(plan, places)},\n"))}]")
        + (declaration.WeightDecay is { } scope ? $",\nweightDecay: WeightDecayScope.{scope}" : "");

    private static string Weight(ScaleGaugePlan plan, IReadOnlyDictionary<string, int> places) =>
        $"new({Literal.String(plan.Weight)}, {plan.Rows}, {plan.Channels}, [{string.Join(", ", places.Count == 0 ? plan.Followers.Select(Follower) : Runs(plan.Followers, places))}])";

    private static string Follower(GaugeFollower follower) =>
        $"new({Literal.String(follower.BatchNorm)}, {follower.Rows}{Options(follower, name => name)})";

    /// <summary>Followers that are neighbours in the list of names and alike otherwise as one range of it.</summary>
    private static IEnumerable<string> Runs(IReadOnlyList<GaugeFollower> followers, IReadOnlyDictionary<string, int> places)
    {
        for (int start = 0, end; start < followers.Count; start = end)
        {
            var first = followers[start];
            int place = places[first.BatchNorm];
            end = start + 1;
            while (end < followers.Count && followers[end] with { BatchNorm = first.BatchNorm } == first && places[followers[end].BatchNorm] == place + end - start)
            {
                end++;
            }

            yield return end == start + 1
                ? $"new(BatchNorms[{place}], {first.Rows}{Options(first, name => name)})"
                : $".. ScaleFollower.Each(BatchNorms[{place}..{place + end - start}], {first.Rows}{Options(first, Names.StartingLow)})";
        }
    }

    private static string Options(GaugeFollower follower, Func<string, string> name)
    {
        (string Name, int Value, int Default)[] options = [("FirstRow", follower.FirstRow, 0), ("FirstChannel", follower.FirstChannel, 0), ("Repeats", follower.Repeats, 1)];
        return string.Concat(options.Select(option => option.Value == option.Default ? "" : $", {name(option.Name)}: {option.Value}"));
    }
}
