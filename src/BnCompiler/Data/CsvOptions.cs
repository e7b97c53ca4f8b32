using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>How <see cref="CsvFile"/> reads a table.</summary>
public sealed record CsvOptions
{
    /// <summary>What stands between two fields: anything but a quote or the end of a line. Default: a comma.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Whether the first line names the columns. Default: seen from the file.</summary>
    public CsvHeader Header { get; init; } = CsvHeader.Detect;

    /// <summary>What the target columns hold. Default: integer labels.</summary>
    public CsvTargets Targets { get; init; } = CsvTargets.Labels;

    /// <summary>Which columns are the target, in the order of the target's values, counted from 0 or, with ^, from the end. Default: the last one.</summary>
    public ImmutableArray<Index> TargetColumns { get; init; } = [^1];

    /// <summary>Columns that are neither input nor target: numbers of rows, comments. Default: none.</summary>
    public ImmutableArray<Index> IgnoredColumns { get; init; } = [];

    /// <summary>
    /// With <see cref="CsvTargets.ClassNames"/>: the names in the order of their labels, so that the files for training and for testing mean the same; empty for those
    /// in the file, in ordinal order. Default: empty.
    /// </summary>
    public ImmutableArray<string> ClassNames { get; init; } = [];
}
