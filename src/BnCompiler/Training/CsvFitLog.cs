using System.Globalization;
using System.Text;

namespace BnCompiler;

/// <summary>Rows of comma-separated values.</summary>
internal sealed class CsvFitLog(string path, int everySteps) : FitLog(path, everySteps, Header)
{
    private readonly StringBuilder _row = new();

    private static string Header => string.Join(',', FitLogColumns.All.Select(column => column.Name).Prepend(FitLogColumns.Row)) + "\n";

    private protected override ReadOnlySpan<byte> Row(FitProgress progress)
    {
        _row.Clear().Append(progress.Completed is null ? FitLogPosition.StepRow : FitLogPosition.EpochRow);
        foreach ((_, Func<FitProgress, double?> valueOf) in FitLogColumns.All)
        {
            _row.Append(',').Append(CultureInfo.InvariantCulture, $"{valueOf(progress)}");
        }

        return Encoding.UTF8.GetBytes(_row.Append('\n').ToString());
    }

    private protected override FitLogPosition? PositionOf(string line)
    {
        string[] fields = line.Split(',');
        return fields.Length == FitLogColumns.All.Length + 1
            && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
            && int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out int step)
                ? FitLogPosition.Of(fields[0], epoch, step)
                : null;
    }
}
