using System.Collections.Immutable;
using System.Globalization;

namespace BnCompiler;

/// <summary>Turns the rows of a table into numbers.</summary>
internal sealed class CsvSamples(DataStream stream, CsvColumns columns, CsvOptions options)
{
    private readonly List<float> _inputs = [];
    private readonly List<float> _targets = [];
    private readonly List<int> _labels = [];
    private readonly List<string> _names = [];

    public static bool IsNumber(string text) => TryParse(text, out _);

    public void Add(CsvRow row)
    {
        if (row.Fields.Count != columns.Width)
        {
            throw stream.Error($"has {row.Fields.Count} fields in line {row.Line}; expected {columns.Width}.");
        }

        foreach (int column in columns.Inputs)
        {
            _inputs.Add(Number(row, column));
        }

        foreach (int column in columns.Targets)
        {
            AddTarget(row, column);
        }
    }

    public CsvTable ToTable(ImmutableArray<string> inputNames, ImmutableArray<string> targetNames)
    {
        if (_inputs.Count == 0)
        {
            throw stream.Error("has no line but the header; expected at least one sample.");
        }

        ImmutableArray<string> classNames = options.Targets == CsvTargets.ClassNames && options.ClassNames.IsEmpty
            ? [.. _names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
            : options.ClassNames;
        if (options.Targets == CsvTargets.ClassNames && options.ClassNames.IsEmpty)
        {
            _labels.AddRange(_names.Select(name => classNames.BinarySearch(name, StringComparer.Ordinal)));
        }

        float[] inputs = [.. _inputs];
        Dataset dataset = options.Targets == CsvTargets.Values
            ? new Dataset(inputs, columns.Inputs.Length, _targets.ToArray(), columns.Targets.Length)
            : new Dataset(inputs, columns.Inputs.Length, _labels.ToArray());
        return new CsvTable(dataset, inputNames, targetNames, classNames);
    }

    private void AddTarget(CsvRow row, int column)
    {
        switch (options.Targets)
        {
            case CsvTargets.Values:
                _targets.Add(Number(row, column));
                break;
            case CsvTargets.Labels:
                _labels.Add(Label(row, column));
                break;
            default:
                AddName(row, column);
                break;
        }
    }

    private void AddName(CsvRow row, int column)
    {
        string name = row.Fields[column];
        if (options.ClassNames.IsEmpty)
        {
            _names.Add(name);
            return;
        }

        int label = options.ClassNames.IndexOf(name, StringComparer.Ordinal);
        _labels.Add(label >= 0 ? label : throw stream.CsvError(row.Line, column + 1, $"is '{name}'; expected one of {string.Join(", ", options.ClassNames)}"));
    }

    private float Number(CsvRow row, int column) => TryParse(row.Fields[column], out float number) && float.IsFinite(number)
        ? number
        : throw stream.CsvError(row.Line, column + 1, $"is '{row.Fields[column]}'; expected a finite number");

    private int Label(CsvRow row, int column) => int.TryParse(row.Fields[column], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int label)
        ? label
        : throw stream.CsvError(row.Line, column + 1, $"is '{row.Fields[column]}'; expected a label, a whole number from 0 to {int.MaxValue}");

    private static bool TryParse(string text, out float number) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
