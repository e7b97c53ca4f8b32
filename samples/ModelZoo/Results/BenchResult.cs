using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelZoo.Results;

/// <summary>How fast one case is; the names are those of the peers' benches.</summary>
/// <param name="Task"><c>infer</c>: a call is a prediction; <c>train</c>: a step.</param>
/// <param name="UsMedian">Microseconds of a call: half of all samples took no longer.</param>
/// <param name="UsP90">Microseconds of a call: nine tenths of all samples took no longer.</param>
/// <param name="Gflop">Floating-point operations of a call, 10⁹.</param>
/// <param name="PeakFraction">Operations per time over what one core can do at most, however many threads.</param>
/// <param name="BytesPerCall">Managed memory that a call allocates, on all threads.</param>
/// <param name="ArenaBytes">Scratch memory of a caller; memory of a trainer.</param>
internal sealed record BenchResult([property: JsonPropertyOrder(-1)] string Task, string Model, int Batch, int Threads, double UsMedian, double UsP90, double Gflop, double PeakFraction, double BytesPerCall, long ArenaBytes) : IResult
{
    public static string Columns => $"{"model",-12}{"batch",6}{"threads",8}{"µs median",12}{"µs p90",12}{"GFLOP/s",9}{"of peak",9}{"bytes/call",11}{"arena bytes",12}";

    [JsonPropertyOrder(-2)]
    public string Peer => IResult.Us;

    public string ToRow() => FormattableString.Invariant(
        $"{Model,-12}{Batch,6}{Threads,8}{UsMedian,12:0.00}{UsP90,12:0.00}{1e6 * Gflop / UsMedian,9:0.0}{100 * PeakFraction,7:0} %{BytesPerCall,11:0.##}{ArenaBytes,12}");

    public string ToJson() => JsonSerializer.Serialize(this, ResultJson.Default.BenchResult);
}
