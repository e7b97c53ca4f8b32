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
        foreach (var step in steps)
        {
            bool perSample = step.Scope == StepScope.Sample;
            if (sections.Count > 0 && sections[sections.Count - 1].PerSample == perSample)
            {
                var open = sections[sections.Count - 1];
                sections[sections.Count - 1] = open with { Steps = open.Steps.Add(step) };
            }
            else
            {
                sections.Add(new Section(perSample, [step]));
            }
        }

        return sections.ToImmutable();
    }
}
