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
    /// <param name="batchNorm">How the name of a BatchNorm is written.</param>
    public static string Of(NetworkDeclaration declaration, ImmutableArray<ScaleGaugePlan> plans, Func<string, string> batchNorm) =>
        (plans.IsEmpty ? "" : $",\nscaleFree:\n[\n{string.Concat(plans.Select(plan => $"    {Weight(plan, batchNorm)},\n"))}]")
        + (declaration.WeightDecay is { } scope ? $",\nweightDecay: WeightDecayScope.{scope}" : "");

    private static string Weight(ScaleGaugePlan plan, Func<string, string> batchNorm) =>
        $"new({Literal.String(plan.Weight)}, {plan.Rows}, {plan.Channels}, [{string.Join(", ", plan.Followers.Select(follower => Follower(follower, batchNorm)))}])";

    private static string Follower(GaugeFollower follower, Func<string, string> batchNorm)
    {
        string firstRow = follower.FirstRow == 0 ? "" : $", FirstRow: {follower.FirstRow}";
        string firstChannel = follower.FirstChannel == 0 ? "" : $", FirstChannel: {follower.FirstChannel}";
        string repeats = follower.Repeats == 1 ? "" : $", Repeats: {follower.Repeats}";
        return $"new({batchNorm(follower.BatchNorm)}, {follower.Rows}{firstRow}{firstChannel}{repeats})";
    }
}
