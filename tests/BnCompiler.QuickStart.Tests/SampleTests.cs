using System.Text.Json;
using BnCompiler.Runtime.Tests.Support;
using QuickStart;
using Samples.Images;
using Xunit;

namespace BnCompiler.QuickStart.Tests;

/// <summary>The program as a user calls it: options in, exit code, text and files out.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TextWriter _standardOut = Console.Out;
    private readonly TextWriter _standardError = Console.Error;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public SampleTests()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }

    public void Dispose()
    {
        Console.SetOut(_standardOut);
        Console.SetError(_standardError);
        _folder.Dispose();
    }

    [Fact]
    public void TrainsOnAFolderAndEndsWithOneLineOfJson()
    {
        string data = Directory.CreateDirectory(_folder.File("data")).FullName;
        WriteDigits(data, "train", DrawnDigits.Draw(1, 0, 300, 2));
        WriteDigits(data, "t10k", DrawnDigits.Draw(1, 300, 100, 2));
        string output = _folder.File("out");
        Assert.Equal(0, Run("--data", data, "--epochs", "2", "--threads", "2", "--out", output, "--json"));
        string[] lines = _out.ToString().TrimEnd().Split('\n');
        Assert.Single(lines, line => line.StartsWith('{'));
        using var json = JsonDocument.Parse(lines[^1]);
        Assert.Equal(
            ["accuracy", "folded_accuracy", "max_fold_difference", "train_seconds", "images_per_second", "latency_us", "folded_latency_us"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.InRange(json.RootElement.GetProperty("accuracy").GetDouble(), 0, 1);
        Assert.All(json.RootElement.EnumerateObject().Skip(2), property => Assert.True(property.Value.GetDouble() > 0, property.Name));
        Assert.Equal(
            ["classified.svg", "fashion-net.safetensors", "training-curve.svg"],
            Directory.GetFiles(output).Select(Path.GetFileName).Order());
        AssertWeightsLoad(Path.Combine(output, "fashion-net.safetensors"));
    }

    [Theory]
    [InlineData("--epochs", "0", "--epochs is '0'; expected a whole number from 1 to 1000.")]
    [InlineData("--threads", "many", "--threads is 'many'")]
    [InlineData("--batch", "1", "--batch is '1'; expected a whole number from 2")]
    [InlineData("--seed", "-1", "--seed is '-1'")]
    [InlineData("--colour", "red", "'--colour'")]
    public void ExplainsABadOption(string option, string value, string expected) => AssertRefused(expected, option, value);

    [Fact]
    public void ExplainsAMissingFolder() => AssertRefused("nowhere' does not exist", "--data", _folder.File("nowhere"));

    [Fact]
    public void ExplainsACorruptFile()
    {
        IdxFolderFiles.Write(_folder.Path, trainCount: 4, testCount: 2, gzip: false);
        File.WriteAllText(_folder.File("train-images-idx3-ubyte"), "not images");
        AssertRefused("train-images-idx3-ubyte' starts with", "--data", _folder.Path);
    }

    private void AssertRefused(string expected, params string[] arguments)
    {
        Assert.Equal(1, Run([.. arguments, "--out", _folder.File("out")]));
        Assert.StartsWith("error: ", _error.ToString());
        Assert.Contains(expected, _error.ToString());
        Assert.Empty(_out.ToString());
    }

    private static int Run(params string[] arguments) => CommandLine.Invoke(arguments, Sample.Run);

    private static void AssertWeightsLoad(string path)
    {
        var network = new FashionNet(seed: 3);
        float before = network.Parameters["conv1.weight"].Values[0];
        network.Load(path);
        Assert.NotEqual(before, network.Parameters["conv1.weight"].Values[0]);
    }

    private static void WriteDigits(string folder, string prefix, ImageSet images)
    {
        byte[] pixels = Array.ConvertAll(images.Pixels, pixel => (byte)(255 * pixel));
        File.WriteAllBytes(Path.Combine(folder, $"{prefix}-images-idx3-ubyte.gz"), IdxBytes.Gzip(IdxBytes.Create([images.Count, 28, 28], pixels)));
        File.WriteAllBytes(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte"), IdxBytes.Create([images.Count], Array.ConvertAll(images.Labels, label => (byte)label)));
    }
}
