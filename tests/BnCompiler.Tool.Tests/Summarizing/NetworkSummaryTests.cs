using System.Text.Json;
using BnCompiler.Testing;
using BnCompiler.Tool.Compiling;
using BnCompiler.Tool.Summarizing;
using BnCompiler.Tool.Tests.Exporting;
using BnCompiler.Tool.Tests.Support;

namespace BnCompiler.Tool.Tests.Summarizing;

/// <summary>The summary of a declaration is that of its compiled class.</summary>
public class NetworkSummaryTests
{
    [Theory]
    [InlineData("ResNet20")]
    [InlineData("DenseNetSmall")]
    public void TextIsWhatTheClassHas_OfTheZoo(string name) => IsTheSame("ModelZoo." + name, ZooSources.Of(name, "ResidualBlocks"));

    [Theory]
    [InlineData("Everything")]
    [InlineData("Masked")]
    public void TextIsWhatTheClassHas(string name) => IsTheSame(name, RoundTripTests.Layers);

    [Fact]
    public void JsonHasTheParts()
    {
        const string source = "using BnCompiler; namespace My; [Network(2, 4, 4), Conv2d(3, 3), BatchNorm, ReLU, Flatten, Linear(5)] public partial class Small;";
        string line = NetworkSummary.Of([source], "Small").ToJson();
        Assert.StartsWith(
            """{"network":"My.Small","inputs":[{"name":"input","shape":[2,4,4]}],"outputs":[{"name":"output","shape":[5]}],"parameters":125,"multiply_adds":276,"layers":[""",
            line,
            StringComparison.Ordinal);
        var json = JsonDocument.Parse(line).RootElement;
        var convolution = json.GetProperty("layers").EnumerateArray().Single(layer => layer.GetProperty("name").GetString() == "conv1");
        Assert.Equal((54, 216), (convolution.GetProperty("parameters").GetInt32(), convolution.GetProperty("multiply_adds").GetInt32()));
        Assert.Equal("[3,2,2]", convolution.GetProperty("output").GetRawText());
        Assert.Equal("folded backward into conv1", json.GetProperty("batch_norms")[0].GetProperty("inference").GetString());
        Assert.StartsWith("conv1.bias: removed", json.GetProperty("removed")[0].GetString(), StringComparison.Ordinal);
        Assert.NotEqual(0, json.GetProperty("free_directions").GetArrayLength());
        Assert.All(["training_bytes_per_sample", "training_bytes_per_thread", "inference_bytes_per_caller"], name => Assert.True(json.GetProperty(name).GetInt64() > 0));
    }

    [Fact]
    public void ANetworkThatDoesNotCompile_IsRefused() => Assert.StartsWith(
        "The network 'Wrong' does not compile: Linear 'linear1' expects [features]",
        Assert.Throws<DeclarationException>(() => NetworkSummary.Of(["using BnCompiler; [Network(1, 4, 4), Linear(2)] public partial class Wrong;"], "Wrong")).Message,
        StringComparison.Ordinal);

    private static void IsTheSame(string name, params string[] sources)
    {
        using var compiled = NetworkCompilation.Run(sources).Load();
        Assert.Equal(compiled.Assembly.GetType(name)!.GetField("Summary")!.GetRawConstantValue(), NetworkSummary.Of(sources, name).ToText());
    }
}
