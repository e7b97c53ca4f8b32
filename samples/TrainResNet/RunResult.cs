using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrainResNet;

/// <summary>What <c>--json</c> prints. Accuracies are shares of the test images, at the end and at the best epoch.</summary>
internal sealed record RunResult(
    double Accuracy,
    double FoldedAccuracy,
    double BestAccuracy,
    int BestEpoch,
    int Epochs,
    double TrainSeconds,
    double ImagesPerSecond)
{
    public string ToJson() => JsonSerializer.Serialize(this, RunResultJson.Default.RunResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunResult))]
internal sealed partial class RunResultJson : JsonSerializerContext;
