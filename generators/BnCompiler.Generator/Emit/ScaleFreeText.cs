using System.Collections.Immutable;
using BnCompiler.Generator.Analysis;

namespace BnCompiler.Generator.Emit;

/// <summary>The argument of a layout that says which running statistics follow the scale of which weight.</summary>
internal static class ScaleFreeText
{
    /// <summary>The argument with the comma in front of it, one line a weight; empty where no weight has a free scale.</summary>
    public static string Argument(ImmutableArray<ScaleGaugePlan> plans) =>
        plans.IsEmpty ? "" : $",\nscaleFree:\n[\n{string.Concat(plans.Select(plan => $"    {Weight(plan)},\n"))}]";

    private static string Weight(ScaleGaugePlan plan) =>
        $"new({Literal.String(plan.Weight)}, Rows: {plan.Rows}, Channels: {plan.Channels}, [{string.Join(", ", plan.Followers.Select(Follower))}])";

    private static string Follower(GaugeFollower follower)
    {
        string firstRow = follower.FirstRow == 0 ? "" : $", FirstRow: {follower.FirstRow}";
        string firstChannel = follower.FirstChannel == 0 ? "" : $", FirstChannel: {follower.FirstChannel}";
        string repeats = follower.Repeats == 1 ? "" : $", Repeats: {follower.Repeats}";
        return $"new({Literal.String(follower.BatchNorm)}, Rows: {follower.Rows}{firstRow}{firstChannel}{repeats})";
    }
}
