using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>Consecutive steps that are done together: sample after sample, or each step for all samples of the call.</summary>
internal sealed record Section(bool PerSample, ImmutableArray<Step> Steps)
{
    /// <summary>Divides steps into the longest sections in which every step has the same scope.</summary>
    public static ImmutableArray<Section> Divide(IEnumerable<Step> steps)
    {
        var sections = ImmutableArray.CreateBuilder<Section>();
        var open = ImmutableArray.CreateBuilder<Step>();
        foreach (var step in steps)
        {
            if (open.Count > 0 && IsPerSample(open[0]) != IsPerSample(step))
            {
                sections.Add(new Section(IsPerSample(open[0]), open.ToImmutable()));
                open.Clear();
            }

            open.Add(step);
        }

        if (open.Count > 0)
        {
            sections.Add(new Section(IsPerSample(open[0]), open.ToImmutable()));
        }

        return sections.ToImmutable();
    }

    private static bool IsPerSample(Step step) => step.Scope == StepScope.Sample;
}
