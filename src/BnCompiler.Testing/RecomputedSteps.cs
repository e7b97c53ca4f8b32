using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Testing;

/// <summary>What the second run of a generator did not take from its cache.</summary>
internal static class RecomputedSteps
{
    /// <summary>
    /// Source outputs that are not cached, and named steps that came to a new result. A step before them may run again
    /// (it sees the compilation) as long as what it returns is unchanged.
    /// </summary>
    public static ImmutableArray<string> Find(GeneratorRunResult result)
    {
        var outputs = from step in result.TrackedOutputSteps
                      from run in step.Value
                      from output in run.Outputs
                      where output.Reason != IncrementalStepRunReason.Cached
                      select $"{step.Key}: {output.Reason}";
        var steps = from step in result.TrackedSteps
                    from run in step.Value
                    from output in run.Outputs
                    where output.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified && !IsRoslyns(step.Key)
                    select $"{step.Key}: {output.Reason}";
        return [.. outputs.Concat(steps).Distinct().Order(StringComparer.Ordinal)];
    }

    // Steps that Roslyn adds itself; they see the new file by their nature.
    private static bool IsRoslyns(string name) =>
        name is "Compilation" or "ParseOptions" or "AnalyzerConfigOptions" or "AdditionalTexts" or "MetadataReferences" || name.StartsWith("compilation", StringComparison.Ordinal) || name.EndsWith("_ForAttribute", StringComparison.Ordinal)
        || name.StartsWith("result_ForAttribute", StringComparison.Ordinal);
}
