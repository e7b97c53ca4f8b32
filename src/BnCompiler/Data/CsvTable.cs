using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>What <see cref="CsvFile"/> read.</summary>
/// <param name="Dataset">The samples, in the order of the lines; the inputs in the order of the columns.</param>
/// <param name="InputNames">The header's names of the input columns; empty where it names none.</param>
/// <param name="TargetNames">The header's names of the target columns; empty where it names none.</param>
/// <param name="ClassNames">What label i means, with <see cref="CsvTargets.ClassNames"/>; otherwise empty.</param>
public sealed record CsvTable(
    Dataset Dataset, ImmutableArray<string> InputNames, ImmutableArray<string> TargetNames, ImmutableArray<string> ClassNames);
