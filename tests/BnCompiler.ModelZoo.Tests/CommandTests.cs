using System.Text.Json;
using ModelZoo;
using ModelZoo.Peers;
using Xunit;

// The program writes to the console and counts what the process allocates.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace BnCompiler.ModelZoo.Tests;

/// <summary>The program as a user calls it: options in, exit code and text out.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TextWriter _standardOut = Console.Out;
    private readonly TextWriter _standardError = Console.Error;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly PeerFolder _models = new();

    public CommandTests()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }

    public void Dispose()
    {
        Console.SetOut(_standardOut);
        Console.SetError(_standardError);
        _models.Dispose();
    }

    [Fact]
    public void BenchMeasuresEachCaseOnOneAndTwoThreads()
    {
        Assert.Equal(0, Run("bench", "--seconds", "0.01", "--json"));
        var lines = JsonLines();
        Assert.Equal([1, 2], lines.Select(line => line.GetProperty("threads").GetInt32()));
        Assert.All(lines, line =>
        {
            Assert.Equal(
                ["peer", "task", "model", "batch", "threads", "us_median", "us_p90", "gflop", "peak_fraction", "bytes_per_call", "arena_bytes"],
                line.EnumerateObject().Select(property => property.Name));
            Assert.Equal("bncompiler infer tinymlp", $"{line.GetProperty("peer")} {line.GetProperty("task")} {line.GetProperty("model")}");
            Assert.Equal(2, line.GetProperty("batch").GetInt32());
            Assert.Equal(6.656e-6, line.GetProperty("gflop").GetDouble(), 1e-12);
            Assert.Equal(0, line.GetProperty("bytes_per_call").GetDouble());
            Assert.True(line.GetProperty("us_p90").GetDouble() >= line.GetProperty("us_median").GetDouble());
            Assert.True(line.GetProperty("peak_fraction").GetDouble() > 0);
            Assert.True(line.GetProperty("arena_bytes").GetInt64() > 0);
        });
    }

    /// <summary>The peers do not train this network: its batch size has to be said, and how many operations a step takes is not known.</summary>
    [Fact]
    public void TrainBenchMeasuresSteps()
    {
        Assert.Equal(0, Run("train-bench", "--batch", "4", "--seconds", "0.01", "--json"));
        var lines = JsonLines();
        Assert.Equal([1, 2], lines.Select(line => line.GetProperty("threads").GetInt32()));
        Assert.All(lines, line =>
        {
            Assert.Equal(
                ["peer", "task", "model", "batch", "threads", "us_median", "us_p90", "gflop", "peak_fraction", "bytes_per_call", "arena_bytes"],
                line.EnumerateObject().Select(property => property.Name));
            Assert.Equal("bncompiler train tinymlp 4", $"{line.GetProperty("peer")} {line.GetProperty("task")} {line.GetProperty("model")} {line.GetProperty("batch")}");
            Assert.Equal("NaN", line.GetProperty("gflop").GetString());
            Assert.True(line.GetProperty("us_median").GetDouble() > 0);
            Assert.Equal(0, line.GetProperty("bytes_per_call").GetDouble());
            Assert.True(line.GetProperty("arena_bytes").GetInt64() > 0);
        });
        Assert.Equal(1, Run("train-bench"));
        Assert.Contains("has no model with a batch size to train with; --batch chooses one.", _error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The loss of the batch that is trained on falls.</summary>
    [Fact]
    public void ATrainCaseLearnsItsBatch()
    {
        using var run = TrainCase.Load(_models.Path, Manifest.Read(_models.Path)[0], batch: 8, threads: 2);
        double first = run.Step();
        double last = first;
        for (int step = 0; step < 50; step++)
        {
            last = run.Step();
        }

        Assert.True(last < 0.5 * first, $"{first} → {last}");
    }

    [Fact]
    public void VerifyPassesWhatIsRight()
    {
        Assert.Equal(0, Run("verify", "--threads", "1"));
        Assert.Matches(@"^model .*\ntinymlp +2 +1 +0\.0e0 +0\.0e0  yes\n$", _out.ToString());
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(float.NaN)]
    public void VerifyFailsWhatIsWrong(float error)
    {
        using var wrong = new PeerFolder(error);
        Assert.Equal(1, Run(wrong, "verify", "--json"));
        Assert.All(JsonLines(), line => Assert.True(line.GetProperty("repeatable").GetBoolean()));
    }

    [Fact]
    public void FirstMeasuresThisProcess()
    {
        Assert.Equal(0, Run("first", "--model", "tinymlp", "--batch", "2", "--json"));
        var line = Assert.Single(JsonLines());
        Assert.True(line.GetProperty("ms_first").GetDouble() > 0);
        Assert.True(line.GetProperty("peak_bytes").GetInt64() > 1 << 20);
    }

    [Theory]
    [InlineData("--threads", "0", "--threads is '0'; expected a whole number from 1 to 256.")]
    [InlineData("--batch", "many", "--batch is 'many'")]
    [InlineData("--batch", "7", "has no model with batch 7.")]
    [InlineData("--model", "lenet", "has no lenet.")]
    [InlineData("--model", "alexnet", "'alexnet' not recognized")]
    [InlineData("--seconds", "0", "--seconds is '0'; expected a number above 0")]
    public void ExplainsABadOption(string option, string value, string expected) => AssertRefused(expected, option, value);

    [Fact]
    public void ExplainsAMissingFolder()
    {
        Assert.Equal(1, CommandLine.Invoke(["verify", "--models", _models.File("nowhere")]));
        Assert.Contains("nowhere' has no manifest.json", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tinymlp.safetensors")]
    [InlineData("input.npy")]
    public void ExplainsAMissingFile(string name)
    {
        File.Delete(_models.File(name));
        AssertRefused(name);
    }

    [Theory]
    [InlineData("[{")]
    [InlineData("""[{ "name": "tinymlp", "batch": 1 }]""")]
    public void ExplainsABadManifest(string text)
    {
        _models.WriteManifest(text);
        AssertRefused("manifest.json': ");
    }

    [Fact]
    public void ExplainsAnInputOfAnotherLength()
    {
        NpyFile.Write(_models.File("input.npy"), [1f, 2f, 3f], 1, 3);
        AssertRefused("input.npy' holds [1, 3]; 32 values are needed.");
    }

    private void AssertRefused(string expected, params string[] arguments)
    {
        Assert.Equal(1, Run(["bench", .. arguments]));
        Assert.StartsWith("error: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
    }

    private int Run(params string[] arguments) => Run(_models, arguments);

    private static int Run(PeerFolder models, params string[] arguments) => CommandLine.Invoke([.. arguments, "--models", models.Path]);

    private List<JsonElement> JsonLines() => [.. _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
