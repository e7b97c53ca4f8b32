using System.Text.Json;
using BnCompiler.Tool.Tests.Support;

namespace BnCompiler.Tool.Tests.Commands;

/// <summary>The program as a user calls it: options in, exit code, text and files out.</summary>
[Collection(nameof(CommandTests))]
public sealed class CommandTests : IDisposable
{
    private readonly TextWriter _standardOut = Console.Out;
    private readonly TextWriter _standardError = Console.Error;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly TemporaryFolder _folder = new();

    public CommandTests()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
        File.WriteAllBytes(_folder.File("model.onnx"), new ModelBuilder().Input("x", 1, 3).Weights("fc.weight", 3, 2).Node("MatMul", "x fc.weight", "m").Node("Relu", "m", "y").Output("y", 1, 2).ToBytes());
        File.WriteAllBytes(_folder.File("sine.onnx"), new ModelBuilder().Input("x", 1, 3).Node("Sin", "x", "y").Output("y", 1, 3).ToBytes());
    }

    public void Dispose()
    {
        Console.SetOut(_standardOut);
        Console.SetError(_standardError);
        _folder.Dispose();
    }

    [Fact]
    public void ImportWritesADeclarationAndItsWeights()
    {
        Assert.Equal(0, Run("import", _folder.File("model.onnx"), "--out", _folder.File("out"), "--name", "Small", "--namespace", "My.Models"));
        Assert.Equal(
            """
            using BnCompiler;

            namespace My.Models;

            /// <summary>Imported from the ONNX model 'built' of opset 17, written by tests; the first axis of each input is the batch.</summary>
            [Network(3)]
            [Linear(2, Bias = false, Name = "fc"), ReLU]
            public sealed partial class Small;

            """,
            File.ReadAllText(_folder.File("out/Small.cs")));
        using var weights = SafeTensorsFile.Open(_folder.File("out/Small.safetensors"));
        Assert.Equal(["fc.weight"], weights.Tensors.Select(tensor => tensor.Name));
        Assert.StartsWith("Declared: 1 Linear, 1 ReLU; 6 values\nInput: x [3] of each sample\nOutput: y [2] of each sample\n", _out.ToString(), StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void SizesAndConstantsAreGivenOnTheCommandLine()
    {
        File.WriteAllBytes(_folder.File("open.onnx"), new ModelBuilder().Input("x", 1, 3, -1, -1).Input("w", 2, 3, 1, 1).Node("Conv", "x w", "y").Output("y", 1, 2, -1, -1).ToBytes());
        NpyFile.Write(_folder.File("w.npy"), new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3, 1, 1);
        Assert.Equal(1, Run("import", _folder.File("open.onnx"), "--out", _folder.Path, "--name", "Open"));
        Assert.Equal("error: 'x' is an input of sizes [1, 3, ?, ?]; expected known sizes of at least 1, or only the batch left open", _error.ToString().Trim());
        Assert.Equal(0, Run("import", _folder.File("open.onnx"), "--out", _folder.Path, "--name", "Open", "--shape", "x=1,3,5,6", "--constant", $"w={_folder.File("w.npy")}"));
        Assert.Contains("[Network(3, 5, 6)]\n[Conv2d(2, 1, Bias = false, Name = \"y\")]\n", File.ReadAllText(_folder.File("Open.cs")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "--shape is 'x'; expected NAME=VALUE.")]
    [InlineData("x=1,a", "--shape has the sizes '1,a'; expected whole numbers of at least 1, separated by commas.")]
    public void AWrongShapeIsRefused(string shape, string message)
    {
        Assert.Equal(1, Run("import", _folder.File("model.onnx"), "--out", _folder.Path, "--name", "Small", "--shape", shape));
        Assert.Equal($"error: {message}", _error.ToString().Trim());
    }

    [Fact]
    public void ImportOfAnUnsupportedOperatorFailsAndWritesNothing()
    {
        Assert.Equal(1, Run("import", _folder.File("sine.onnx"), "--out", _folder.File("out"), "--name", "Sine"));
        Assert.Equal("error: Sin 'y' is an operator that no declared layer computes", _error.ToString().Trim());
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Theory]
    [InlineData("1st", "error: --name is '1st'; expected a name of C#.")]
    [InlineData("class", "error: --name is 'class'; expected a name of C#.")]
    public void AWrongNameIsRefused(string name, string message)
    {
        Assert.Equal(1, Run("import", _folder.File("model.onnx"), "--out", _folder.File("out"), "--name", name));
        Assert.Equal(message, _error.ToString().Trim());
    }

    [Fact]
    public void ExportWritesAModelThatImportsAgain()
    {
        Assert.Equal(0, Run("import", _folder.File("model.onnx"), "--out", _folder.Path, "--name", "Small"));
        Assert.Equal(0, Run("export", "Small", "--source", _folder.File("Small.cs"), "--weights", _folder.File("Small.safetensors"), "--out", _folder.File("back.onnx"), "--folded"));
        Assert.Equal(0, Run("import", _folder.File("back.onnx"), "--out", _folder.Path, "--name", "Back"));
        Assert.Equal(File.ReadAllBytes(_folder.File("Small.safetensors")), File.ReadAllBytes(_folder.File("Back.safetensors")));
        Assert.Contains("Small: 3 layers; BatchNorms that are nodes of their own: none", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ExportOfAWrongDeclarationFails()
    {
        File.WriteAllText(_folder.File("Wrong.cs"), "using BnCompiler; [Network(1, 4, 4), Linear(2)] public partial class Wrong;");
        Assert.Equal(1, Run("export", "Wrong", "--source", _folder.File("Wrong.cs"), "--out", _folder.File("wrong.onnx")));
        Assert.StartsWith("error: The network 'Wrong' does not compile: Linear 'linear1' expects [features]", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--source", "model.onnx", "--assembly", "model.onnx")]
    public void ANetworkIsReadFromOnePlace(params string[] places)
    {
        Assert.Equal(1, Run(["export", "Small", "--out", _folder.File("small.onnx"), .. places.Select(place => place.StartsWith('-') ? place : _folder.File(place))]));
        Assert.Equal("error: Expected one of --assembly and --source.", _error.ToString().Trim());
    }

    [Fact]
    public void ExportReadsAnAssembly()
    {
        const string source = "using BnCompiler; namespace My; [Network(4), Linear(3), BatchNorm, ReLU] public partial class Small;";
        File.WriteAllText(_folder.File("Small.cs"), source);
        CompiledAssembly.Write(_folder.File("app.dll"), source);
        Assert.Equal(0, Run("export", "Small", "--source", _folder.File("Small.cs"), "--out", _folder.File("source.onnx"), "--seed", "3"));
        Assert.Equal(0, Run("export", "My.Small", "--assembly", _folder.File("app.dll"), "--out", _folder.File("assembly.onnx"), "--seed", "3"));
        Assert.Equal(File.ReadAllBytes(_folder.File("source.onnx")), File.ReadAllBytes(_folder.File("assembly.onnx")));
    }

    [Fact]
    public void SummaryPrintsWhatTheClassSays()
    {
        File.WriteAllText(_folder.File("Small.cs"), "using BnCompiler; [Network(4), Linear(3), BatchNorm, ReLU] public partial class Small;");
        Assert.Equal(0, Run("summary", "Small", "--source", _folder.File("Small.cs")));
        Assert.StartsWith("Small: [4] -> [3], 18 parameters, 12 multiply-adds per sample\n", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SummaryOfABlockThatAnAssemblyDoesNotHaveFails()
    {
        CompiledAssembly.Write(_folder.File("app.dll"), "using BnCompiler; [Network(4), Use<Wide>(5)] public partial class Net; [Block, Linear(Units)] internal sealed class Wide { public const int Units = 3; }");
        Assert.Equal(1, Run("summary", "Net", "--assembly", _folder.File("app.dll"), "--json"));
        Assert.Equal(
            "error: The block 'Wide' is used with Units = 5, but an assembly has its layers for the default Units = 3 only; give the C# files of the network and its blocks with --source instead of the assembly.",
            _error.ToString().Trim());
        Assert.Empty(_out.ToString());
    }

    [Fact]
    public void InspectListsOperators()
    {
        Assert.Equal(0, Run("inspect", _folder.File("sine.onnx"), "--json"));
        var row = JsonDocument.Parse(_out.ToString().Trim()).RootElement;
        Assert.Equal(("Sin", "y", "no"), (row.GetProperty("operator").GetString(), row.GetProperty("name").GetString(), row.GetProperty("known").GetString()));
    }

    [Fact]
    public void InspectOfAnotherFileFails()
    {
        File.WriteAllText(_folder.File("notes.txt"), "");
        Assert.Equal(1, Run("inspect", _folder.File("notes.txt")));
        Assert.EndsWith("expected .onnx or .safetensors.\n", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ConformancePrintsALineForEachCaseAndTheCounts()
    {
        Assert.Equal(0, Run("conformance", _folder.Path, "--json"));
        string[] lines = _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [
                """{"case":"","result":"pass","reason":"no expected values: imported, compiled and run","batch_norms":0,"batch_norm_steps":0}""",
                """{"case":"sine.onnx","result":"unsupported","reason":"Sin 'y' is an operator that no declared layer computes"}""",
                """{"cases":2,"pass":1,"unsupported":1,"mismatch":0,"error":0}""",
            ],
            lines.Select(line => line.Replace("\"case\":\".\"", "\"case\":\"\"", StringComparison.Ordinal)));
    }

    private static int Run(params string[] arguments) => CommandLine.Invoke(arguments);
}
