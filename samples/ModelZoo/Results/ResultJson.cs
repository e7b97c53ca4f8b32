using System.Text.Json.Serialization;

namespace ModelZoo.Results;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(BenchResult))]
[JsonSerializable(typeof(VerifyResult))]
[JsonSerializable(typeof(FirstResult))]
internal sealed partial class ResultJson : JsonSerializerContext;
