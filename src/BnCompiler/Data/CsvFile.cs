using System.Collections.Immutable;
using System.Text;

namespace BnCompiler;

/// <summary>
/// Reads tables of numbers, plain or gzip, in UTF-8: one sample a line, fields between delimiters or in quotes (RFC 4180), numbers with a point as decimal
/// separator whatever the culture.
/// </summary>
/// <example><code>
/// CsvTable iris = CsvFile.Read("iris.csv", new CsvOptions { Targets = CsvTargets.ClassNames });
/// Dataset samples = iris.Dataset;
/// </code></example>
public static class CsvFile
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; null for a comma between fields and an integer label in the last column.</param>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="InvalidDataException">The file is no such table, which says in which line and column, both from 1; or it lacks a column that the options name.</exception>
    public static CsvTable Read(string path, CsvOptions? options = null)
    {
        CsvOptions how = options ?? new CsvOptions();
        Check(how);
        return DataStream.Read(path, stream => Read(stream, how));
    }

    private static CsvTable Read(DataStream stream, CsvOptions options)
    {
        using StreamReader text = new(stream.Content, s_strictUtf8, detectEncodingFromByteOrderMarks: false);
        try
        {
            SkipByteOrderMark(text);
            return Read(new CsvReader(text, options.Delimiter, stream.CsvError), stream, options);
        }
        catch (DecoderFallbackException exception)
        {
            throw stream.Error($"is no text in UTF-8: {exception.Message}");
        }
    }

    private static CsvTable Read(CsvReader rows, DataStream stream, CsvOptions options)
    {
        CsvRow first = rows.Read() ?? throw stream.Error("is empty; expected at least one line.");
        CsvRow? second = rows.Read();
        CsvColumns columns = CsvColumns.Of(options, (second ?? first).Fields.Count, stream);
        bool isHeader = IsHeader(first, second, columns, options.Header);
        CsvSamples samples = new(stream, columns, options);
        if (!isHeader)
        {
            samples.Add(first);
        }

        for (CsvRow? row = second; row is not null; row = rows.Read())
        {
            samples.Add(row);
        }

        bool hasNames = isHeader && first.Fields.Count == columns.Width;
        return samples.ToTable(hasNames ? Names(columns.Inputs) : [], hasNames ? Names(columns.Targets) : []);

        ImmutableArray<string> Names(ImmutableArray<int> of) => [.. of.Select(column => first.Fields[column])];
    }

    private static bool IsHeader(CsvRow first, CsvRow? second, CsvColumns columns, CsvHeader header) => header switch
    {
        CsvHeader.None => false,
        CsvHeader.Present => true,
        _ => (second is not null && first.Fields.Count != second.Fields.Count) || columns.Inputs.Any(column => !CsvSamples.IsNumber(first.Fields[column])),
    };

    private static void SkipByteOrderMark(StreamReader text)
    {
        if (text.Peek() == '\uFEFF')
        {
            text.Read();
        }
    }

    private static void Check(CsvOptions options)
    {
        if (options.Delimiter is '"' or '\r' or '\n')
        {
            throw new ArgumentException("Delimiter is a quote or a line end; expected another character.", nameof(options));
        }

        if (options.TargetColumns.IsDefaultOrEmpty || (options.Targets != CsvTargets.Values && options.TargetColumns.Length != 1))
        {
            throw new ArgumentException(
                $"TargetColumns has {(options.TargetColumns.IsDefault ? 0 : options.TargetColumns.Length)} columns; expected one, or with CsvTargets.Values at least one.", nameof(options));
        }

        if (options.IgnoredColumns.IsDefault || options.ClassNames.IsDefault)
        {
            throw new ArgumentException("IgnoredColumns or ClassNames is not set; expected a list, which may be empty.", nameof(options));
        }

        if (options.ClassNames.Length > 0 && options.Targets != CsvTargets.ClassNames)
        {
            throw new ArgumentException($"ClassNames are given, but Targets is {options.Targets}.", nameof(options));
        }

        if (options.ClassNames.Distinct(StringComparer.Ordinal).Count() != options.ClassNames.Length)
        {
            throw new ArgumentException("ClassNames has a name twice.", nameof(options));
        }
    }
}
