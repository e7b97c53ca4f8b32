using System.Text.Json;
using ModelZoo;

namespace BnCompiler.ModelZoo.Tests;

/// <summary>A folder like the peers', with their smallest network and random weights.</summary>
internal sealed class PeerFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="error">What is added to the first output that is right.</param>
    public PeerFolder(float error = 0)
    {
        var network = new TinyMlp(seed: 3);
        network.Save(File("tinymlp.safetensors"));
        float[] input = [.. Enumerable.Range(0, 2 * TinyMlp.InputLength).Select(index => (index % 7) - 3f)];
        float[] output = new float[2 * TinyMlp.OutputLength];
        network.Fold().Predict(input, output);
        output[0] += error;
        NpyFile.Write(File("input.npy"), input, 2, 16);
        NpyFile.Write(File("output.npy"), output, 2, 4);
        WriteManifest(JsonSerializer.Serialize(new[]
        {
            new { name = "tinymlp", batch = 2, macs = 3328, weights = "tinymlp.safetensors", input = "input.npy", output = "output.npy" },
            new { name = "alexnet", batch = 1, macs = 1, weights = "alexnet.safetensors", input = "input.npy", output = "output.npy" },
        }));
    }

    public string Path => _folder.Path;

    public string File(string name) => _folder.File(name);

    public void WriteManifest(string text) => System.IO.File.WriteAllText(File("manifest.json"), text);

    public void Dispose() => _folder.Dispose();
}
