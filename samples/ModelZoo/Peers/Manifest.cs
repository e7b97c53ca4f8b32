using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelZoo.Peers;

/// <summary>One line of a folder's <c>manifest.json</c>: a network with weights, and an input with the output that is right for it.</summary>
/// <param name="Name">The peers' name of the network.</param>
/// <param name="Batch">Samples in one call.</param>
/// <param name="Macs">Multiply-adds of convolutions and linear layers in one call.</param>
/// <param name="Weights">A safetensors file of the folder.</param>
/// <param name="Input">An NPY file of the folder.</param>
/// <param name="Output">An NPY file of the folder: computed in double precision.</param>
/// <param name="TrainBatch">Samples of a training step, where the peers train the network.</param>
/// <param name="TrainFlopPerSample">Floating-point operations of a training step for each sample: three forward passes less the first layer's input gradient.</param>
internal sealed record ManifestEntry(
    string Name, int Batch, long Macs, string Weights, string Input, string Output, int? TrainBatch = null, long? TrainFlopPerSample = null);

/// <summary>What a folder of the peers' models holds.</summary>
internal static class Manifest
{
    public const string FileName = "manifest.json";

    /// <summary>Reads the lines whose network the zoo has.</summary>
    public static IReadOnlyList<ManifestEntry> Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"'{folder}' has no {FileName}; the peers' make_models.py writes it.", path);
        }

        try
        {
            using var stream = File.OpenRead(path);
            var entries = JsonSerializer.Deserialize(stream, ManifestJson.Default.ManifestEntryArray);
            return [.. (entries ?? []).Where(entry => PeerNetwork.Find(entry.Name) is not null)];
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}': {exception.Message}", exception);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ManifestEntry[]))]
internal sealed partial class ManifestJson : JsonSerializerContext;
