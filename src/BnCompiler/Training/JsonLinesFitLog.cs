using System.Buffers;
using System.Text.Json;

namespace BnCompiler;

/// <summary>Rows that are JSON objects.</summary>
internal sealed class JsonLinesFitLog(string path, int everySteps) : FitLog(path, everySteps, header: "")
{
    private readonly ArrayBufferWriter<byte> _row = new();

    private protected override ReadOnlySpan<byte> Row(FitProgress progress)
    {
        _row.ResetWrittenCount();
        using (Utf8JsonWriter json = new(_row))
        {
            json.WriteStartObject();
            json.WriteString(FitLogColumns.Row, progress.Completed is null ? FitLogPosition.StepRow : FitLogPosition.EpochRow);
            foreach ((string name, Func<FitProgress, double?> valueOf) in FitLogColumns.All)
            {
                if (valueOf(progress) is { } value && double.IsFinite(value))
                {
                    json.WriteNumber(name, value);
                }
                else
                {
                    json.WriteNull(name);
                }
            }

            json.WriteEndObject();
        }

        _row.Write("\n"u8);
        return _row.WrittenSpan;
    }

    private protected override FitLogPosition? PositionOf(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            return row.ValueKind == JsonValueKind.Object
                && row.TryGetProperty(FitLogColumns.Row, out JsonElement kind) && kind.ValueKind == JsonValueKind.String
                && TryGet(row, FitLogColumns.Epoch, out int epoch) && TryGet(row, FitLogColumns.Step, out int step)
                    ? FitLogPosition.Of(kind.GetString(), epoch, step)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryGet(JsonElement row, string name, out int value)
    {
        value = 0;
        return row.TryGetProperty(name, out JsonElement element) && element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
    }
}
