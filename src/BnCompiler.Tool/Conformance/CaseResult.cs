using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BnCompiler.Tool.Conformance;

/// <summary>What came of a case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CaseOutcome>))]
internal enum CaseOutcome
{
    [JsonStringEnumMemberName("pass")]
    Pass,
    [JsonStringEnumMemberName("unsupported")]
    Unsupported,
    [JsonStringEnumMemberName("mismatch")]
    Mismatch,
    [JsonStringEnumMemberName("error")]
    Error,
}

/// <summary>The result of a case, a line of JSON.</summary>
/// <param name="Reason">Why it is no pass: the operator or attribute; for a pass, what was not compared, or null.</param>
internal sealed record CaseResult(string Case, CaseOutcome Result, string? Reason)
{
    /// <summary>How many BatchNorms the model has; null where that says nothing.</summary>
    public int? BatchNorms { get; init; }

    /// <summary>How many of them are steps of their own at inference.</summary>
    public int? BatchNormSteps { get; init; }

    /// <summary>The largest difference to an expected value, as a part of the largest of them.</summary>
    public double? Deviation { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, CaseJson.Lines.CaseResult);
}

/// <summary>How many cases came to each result: the last line.</summary>
internal sealed record CaseCounts(int Cases, int Pass, int Unsupported, int Mismatch, int Error)
{
    public static CaseCounts Of(IReadOnlyCollection<CaseResult> results) => new(
        results.Count, Count(results, CaseOutcome.Pass), Count(results, CaseOutcome.Unsupported), Count(results, CaseOutcome.Mismatch), Count(results, CaseOutcome.Error));

    public string ToJson() => JsonSerializer.Serialize(this, CaseJson.Lines.CaseCounts);

    private static int Count(IReadOnlyCollection<CaseResult> results, CaseOutcome outcome) => results.Count(result => result.Result == outcome);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CaseResult))]
[JsonSerializable(typeof(CaseCounts))]
internal sealed partial class CaseJson : JsonSerializerContext
{
    private static readonly Lazy<CaseJson> Relaxed = new(() => new CaseJson(new JsonSerializerOptions(Default!.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    /// <summary>With quotes and signs as they are: the lines go to no web page.</summary>
    public static CaseJson Lines => Relaxed.Value;
}
