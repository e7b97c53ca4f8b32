using System.Text.Json;
using System.Xml.Linq;
using ModelZoo;
using TrainResNet;
using TrainResNet.Networks;
using Xunit;

namespace BnCompiler.TrainResNet.Tests;

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

    [Theory]
    [InlineData("on")]
    [InlineData("off")]
    public void TrainsOnDrawnDigitsAndEndsWithOneLineOfJson(string gauge)
    {
        Assert.Equal(0, Run("--images", "150", "--epochs", "2", "--batch", "32", "--gauge", gauge, "--json"));
        string[] lines = _out.ToString().TrimEnd().Split('\n');
        Assert.StartsWith("ResNet-20, 1×28×28 on drawn digits (seed 7): 150 training images, 150 test images, 272186 parameters", lines[0], StringComparison.Ordinal);
        Assert.Equal(2, lines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal) && line.Contains("test loss", StringComparison.Ordinal) && line.Contains("images/s", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("    1  ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("    2  ", StringComparison.Ordinal));
        Assert.Single(lines, line => line.EndsWith("  best", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(lines[^1]);
        Assert.Equal(
            ["accuracy", "folded_accuracy", "best_accuracy", "best_epoch", "epochs", "train_seconds", "images_per_second"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(2, json.RootElement.GetProperty("epochs").GetInt32());
        Assert.Equal(["best.safetensors", "last.safetensors", "last.safetensors.previous", "resnet20.safetensors", "training-curve.svg"], Files());
        AssertLoads(new GreyResNet20(seed: 3).Parameters);
        Assert.Equal(4, XDocument.Load(Path.Combine(Out, "training-curve.svg")).Descendants().Count(element => element.Name.LocalName == "polyline"));
    }

    [Fact]
    public void TrainsOnAFolderOfCifarAndResumes()
    {
        string data = Directory.CreateDirectory(_folder.File("cifar")).FullName;
        CifarBytes.WriteFolder(data, imagesPerFile: 20);
        string[] whole = ["--data", data, "--epochs", "2", "--batch", "25", "--threads", "1", "--json"];
        Assert.Equal(0, Run(whole));
        byte[] expected = File.ReadAllBytes(Path.Combine(Out, "resnet20.safetensors"));
        Assert.Contains("ResNet-20, 3×32×32 on CIFAR-10: 100 training images, 20 test images, 272474 parameters", _out.ToString(), StringComparison.Ordinal);

        // The last checkpoint is that of the finished run: going on from it ends at once, with the same weights and the same history.
        File.Delete(Path.Combine(Out, "resnet20.safetensors"));
        _out.GetStringBuilder().Clear();
        Assert.Equal(0, Run([.. whole, "--resume"]));
        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(Out, "resnet20.safetensors")));
        Assert.Contains("    2  ", _out.ToString(), StringComparison.Ordinal);
        AssertLoads(new ResNet20(seed: 3).Parameters);
    }

    [Fact]
    public void ARunOfMoreEpochsGoesOnFromTheCheckpoint()
    {
        string[] options = ["--images", "64", "--batch", "32", "--threads", "1"];
        Assert.Equal(0, Run([.. options, "--epochs", "1"]));
        _out.GetStringBuilder().Clear();
        Assert.Equal(0, Run([.. options, "--epochs", "2", "--resume"]));
        Assert.DoesNotContain("epoch 1/2", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("epoch 2/2", _out.ToString(), StringComparison.Ordinal);
        _out.GetStringBuilder().Clear();
        AssertRefused("belongs to another run", [.. options, "--epochs", "2", "--resume", "--seed", "8"]);
    }

    [Theory]
    [InlineData("--epochs", "0", "--epochs is '0'; expected a whole number from 1 to 1000.")]
    [InlineData("--images", "1", "--images is '1'")]
    [InlineData("--threads", "many", "--threads is 'many'")]
    [InlineData("--batch", "1", "--batch is '1'; expected a whole number from 2")]
    [InlineData("--seed", "-1", "--seed is '-1'")]
    [InlineData("--gauge", "perhaps", "'perhaps'")]
    [InlineData("--colour", "red", "'--colour'")]
    public void ExplainsABadOption(string option, string value, string expected) => AssertRefused(expected, option, value);

    [Fact]
    public void ExplainsWhatIsMissing()
    {
        AssertRefused("nowhere' does not exist", "--data", _folder.File("nowhere"));
        AssertRefused("last.safetensors' to resume from", "--resume");
    }

    [Fact]
    public void ExplainsACorruptFile()
    {
        CifarBytes.WriteFolder(_folder.Path, imagesPerFile: 2);
        File.WriteAllText(_folder.File("data_batch_2.bin"), "not images");
        AssertRefused("data_batch_2.bin' has 10 bytes; expected 3073 for each image", "--data", _folder.Path);
    }

    private string Out => _folder.File("out");

    private void AssertRefused(string expected, params string[] arguments)
    {
        _error.GetStringBuilder().Clear();
        Assert.Equal(1, Run(arguments));
        Assert.StartsWith("error: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
    }

    private int Run(params string[] arguments) => CommandLine.Invoke([.. arguments, "--out", Out], Sample.Run);

    private string[] Files() => [.. Directory.GetFiles(Out).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private void AssertLoads(ParameterSet parameters)
    {
        float before = parameters["conv1.weight"].Values[0];
        parameters.Load(Path.Combine(Out, "resnet20.safetensors"));
        Assert.NotEqual(before, parameters["conv1.weight"].Values[0]);
    }
}
