using System.Text.Json;
using System.Text.Json.Serialization;

namespace QuickStart;

/// <summary>What <c>--json</c> prints. Accuracies are shares of the test images, latencies microseconds per image on one thread.</summary>
internal sealed record RunResult(
    double Accuracy,
    double FoldedAccuracy,
    double MaxFoldDifference,
    double TrainSeconds,
    double ImagesPerSecond,
    double LatencyUs,
    double FoldedLatencyUs)
{
    public string ToJson() => JsonSerializer.Serialize(this, RunResultJson.Default.RunResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunResult))]
internal sealed partial class RunResultJson : JsonSerializerContext;
