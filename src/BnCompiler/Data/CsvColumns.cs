using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>Which columns of a table of a width are inputs and which are targets.</summary>
internal sealed record CsvColumns(int Width, ImmutableArray<int> Inputs, ImmutableArray<int> Targets)
{
    /// <exception cref="InvalidDataException">The table lacks a column that is asked for, or one is asked for twice, or nothing is left as input.</exception>
    public static CsvColumns Of(CsvOptions options, int width, DataStream stream)
    {
        ImmutableArray<int> targets = [.. options.TargetColumns.Select(column => Resolve(column, width, stream, nameof(options.TargetColumns)))];
        HashSet<int> taken = [];
        foreach (int column in targets.Concat(options.IgnoredColumns.Select(column => Resolve(column, width, stream, nameof(options.IgnoredColumns)))))
        {
            if (!taken.Add(column))
            {
                throw stream.Error($"has {width} columns, of which column {column} stands twice in TargetColumns and IgnoredColumns.");
            }
        }

        ImmutableArray<int> inputs = [.. Enumerable.Range(0, width).Where(column => !taken.Contains(column))];
        return inputs.IsEmpty
            ? throw stream.Error($"has {width} columns, all of them in TargetColumns or IgnoredColumns; expected at least one input.")
            : new CsvColumns(width, inputs, targets);
    }

    private static int Resolve(Index column, int width, DataStream stream, string name)
    {
        int offset = column.GetOffset(width);
        return offset >= 0 && offset < width ? offset : throw stream.Error($"has {width} columns; {name} asks for column {column}, counted from 0.");
    }
}
