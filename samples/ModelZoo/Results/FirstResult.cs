using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelZoo.Results;

/// <summary>What a program pays before it has its first prediction.</summary>
/// <param name="MsFirst">Milliseconds from the start of the process to the end of the first prediction: runtime, reading the weights, folding, compiling, predicting.</param>
/// <param name="PeakBytes">The most physical memory that the process held.</param>
internal sealed record FirstResult(string Model, int Batch, int Threads, double MsFirst, long PeakBytes) : IResult
{
    public static string Columns => $"{"model",-12}{"batch",6}{"threads",8}{"ms to first",13}{"peak MiB",10}";

    [JsonPropertyOrder(-2)]
    public string Peer => IResult.Us;

    [JsonPropertyOrder(-1)]
    public string Task => "first";

    public string ToRow() => FormattableString.Invariant($"{Model,-12}{Batch,6}{Threads,8}{MsFirst,13:0}{PeakBytes / 1048576.0,10:0.0}");

    public string ToJson() => JsonSerializer.Serialize(this, ResultJson.Default.FirstResult);
}
