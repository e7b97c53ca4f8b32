using System.Text;

namespace BnCompiler;

/// <summary>
/// A file with a row for every step and every epoch of a run. The columns, for a step with the means of the epoch so far: <c>row</c> (<c>step</c> or <c>epoch</c>),
/// <c>epoch</c> and <c>step</c> (from 1), <c>learning_rate</c>, <c>loss</c>, <c>accuracy</c>, <c>images_per_second</c>, <c>weight_norm</c> (‖w‖), <c>seconds</c> (training time of
/// the run), and in the row of an epoch <c>validation_loss</c> and <c>validation_accuracy</c>. Numbers are in invariant culture and read back to the same double.
/// </summary>
/// <remarks>
/// <para>
/// At its first report it looks at what the file holds: rows up to the report stay, rows from there on go. A run that resumes from a checkpoint in the middle therefore
/// continues the file without a gap or a row twice, and a run that starts anew begins the file anew. A row cut short by a crash goes too.
/// </para>
/// <para>Every row reaches the operating system at once, so that it outlives the process; every epoch reaches the disk.</para>
/// </remarks>
public abstract class FitLog : IProgress<FitProgress>, IDisposable
{
    private readonly string _path;
    private readonly int _everySteps;
    private readonly byte[] _header;
    private FileStream? _file;

    private protected FitLog(string path, int everySteps, string header)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(everySteps);
        _path = Path.GetFullPath(path);
        _everySteps = everySteps;
        _header = Encoding.UTF8.GetBytes(header);
    }

    /// <summary>Comma-separated values under a line with the names of the columns; what there is none of is empty.</summary>
    /// <param name="path">The file; its directory is created.</param>
    /// <param name="everySteps">Steps from one row of a step to the next, counted in each epoch; 0 for epochs alone. Default: 1.</param>
    public static FitLog Csv(string path, int everySteps = 1) => new CsvFitLog(path, everySteps);

    /// <summary>JSON lines: an object a row; what there is none of, or no finite number, is null.</summary>
    /// <param name="path">The file; its directory is created.</param>
    /// <param name="everySteps">Steps from one row of a step to the next, counted in each epoch; 0 for epochs alone. Default: 1.</param>
    public static FitLog JsonLines(string path, int everySteps = 1) => new JsonLinesFitLog(path, everySteps);

    /// <summary>Writes a row, unless the step is left out.</summary>
    /// <param name="value">Where the run stands.</param>
    /// <exception cref="InvalidDataException">The file holds something else than such a log.</exception>
    public void Report(FitProgress value)
    {
        FitLogPosition position = new(value.Epoch, value.Step, value.Completed is not null);
        _file ??= Open(position);
        if (value.Completed is not null || (_everySteps > 0 && value.Step % _everySteps == 0))
        {
            _file.Write(Row(value));
            _file.Flush(flushToDisk: value.Completed is not null);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A row in UTF-8, with the end of its line.</summary>
    private protected abstract ReadOnlySpan<byte> Row(FitProgress progress);

    /// <summary>What a row tells of its place; null where the line is no row.</summary>
    private protected abstract FitLogPosition? PositionOf(string line);

    private FileStream Open(FitLogPosition first)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        FileStream file = new(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            int kept = LengthBefore(content, first);
            file.SetLength(kept);
            file.Position = kept;
            if (kept == 0)
            {
                file.Write(_header);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of the rows before a place; a last line without an end counts as none.</summary>
    private int LengthBefore(ReadOnlySpan<byte> content, FitLogPosition first)
    {
        if (!content.StartsWith(_header))
        {
            return _header.AsSpan().StartsWith(content)
                ? 0
                : throw new InvalidDataException($"'{_path}' is no log of this kind: its first line is not '{Encoding.UTF8.GetString(_header).TrimEnd()}'.");
        }

        int kept = _header.Length;
        for (int end; (end = content[kept..].IndexOf((byte)'\n')) >= 0; kept += end + 1)
        {
            string line = Encoding.UTF8.GetString(content.Slice(kept, end));
            FitLogPosition position = PositionOf(line) ?? throw new InvalidDataException($"'{_path}' is no log of this kind: it holds the line '{line}'.");
            if (position.CompareTo(first) >= 0)
            {
                break;
            }
        }

        return kept;
    }
}
