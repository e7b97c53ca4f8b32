using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelZoo.Results;

/// <summary>How far one case is from the output that was computed in double precision.</summary>
/// <param name="MaxAbsError">The largest difference.</param>
/// <param name="MaxRelError">The largest difference over the largest output.</param>
/// <param name="Repeatable">Whether two calls gave the same bits.</param>
internal sealed record VerifyResult(string Model, int Batch, int Threads, double MaxAbsError, double MaxRelError, bool Repeatable) : IResult
{
    /// <summary>What <see cref="MaxRelError"/> may be at most.</summary>
    public const double Bound = 1e-4;

    public static string Columns => $"{"model",-12}{"batch",6}{"threads",8}{"abs error",12}{"rel error",12}  {"same bits",-10}";

    [JsonPropertyOrder(-2)]
    public string Peer => IResult.Us;

    [JsonPropertyOrder(-1)]
    public string Task => "verify";

    /// <summary>Whether the error is within the bound; a NaN is not.</summary>
    [JsonIgnore]
    public bool Passed => MaxRelError <= Bound && Repeatable;

    public string ToRow() => FormattableString.Invariant(
        $"{Model,-12}{Batch,6}{Threads,8}{MaxAbsError,12:0.0e0}{MaxRelError,12:0.0e0}  {(Repeatable ? "yes" : "NO"),-10}{(Passed ? "" : "FAILED")}").TrimEnd();

    public string ToJson() => JsonSerializer.Serialize(this, ResultJson.Default.VerifyResult);
}
