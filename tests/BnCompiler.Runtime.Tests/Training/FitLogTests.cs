using System.Globalization;
using System.Text.Json;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

public sealed class FitLogTests : IDisposable
{
    private static readonly Dataset Training = Samples.Clusters(70, 6, 3, seed: 1);
    private static readonly Dataset Validation = Samples.Clusters(40, 6, 3, seed: 2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_HasARowForEveryStepAndEpoch_WhateverTheCulture()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "−" } };
            Recorder recorder = new();
            string path = _folder.File("new/log.csv");
            using (FitLog log = FitLog.Csv(path))
            {
                Run(Options() with { Log = log, Progress = recorder });
            }

            string[] lines = File.ReadAllLines(path);
            Assert.Equal("row,epoch,step,learning_rate,loss,accuracy,images_per_second,weight_norm,seconds,validation_loss,validation_accuracy", lines[0]);
            Assert.Equal(recorder.Reports.Count, lines.Length - 1);
            foreach ((FitProgress report, string line) in recorder.Reports.Zip(lines.Skip(1)))
            {
                string[] fields = line.Split(',');
                Assert.Equal(report.Completed is null ? "step" : "epoch", fields[0]);
                Assert.Equal(Numbers(report), fields.Skip(1).Select(field => field.Length == 0 ? null : (double?)double.Parse(field, CultureInfo.InvariantCulture)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void JsonLines_HaveTheSameRows()
    {
        Recorder recorder = new();
        string path = _folder.File("log.jsonl");
        using (FitLog log = FitLog.JsonLines(path, everySteps: 2))
        {
            Run(Options() with { Log = log, Progress = recorder });
        }

        FitProgress[] expected = [.. recorder.Reports.Where(report => report.Completed is not null || report.Step % 2 == 0)];
        JsonElement[] rows = [.. File.ReadAllLines(path).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(expected.Length, rows.Length);
        foreach ((FitProgress report, JsonElement row) in expected.Zip(rows))
        {
            Assert.Equal(report.Completed is null ? "step" : "epoch", row.GetProperty("row").GetString());
            Assert.Equal(
                Numbers(report),
                row.EnumerateObject().Skip(1).Select(property => property.Value.ValueKind == JsonValueKind.Null ? null : (double?)property.Value.GetDouble()));
        }

        Assert.Equal(["validation_accuracy"], rows[0].EnumerateObject().TakeLast(1).Select(property => property.Name));
    }

    [Fact]
    public void NoSteps_LeavesTheEpochs()
    {
        string path = _folder.File("log.csv");
        using (FitLog log = FitLog.Csv(path, everySteps: 0))
        {
            Run(Options() with { Log = log });
        }

        Assert.Equal(["row", "epoch", "epoch"], File.ReadAllLines(path).Select(line => line.Split(',')[0]));
    }

    /// <summary>
    /// Stopped three steps behind its last checkpoint, in the middle of a row; resumed, the file has every row once, and those before the checkpoint as they were.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AResumedRun_ContinuesTheFile(bool json)
    {
        string whole = _folder.File("whole");
        string path = _folder.File("log");
        string last = _folder.File("last.safetensors");
        FitLog Create(string file) => json ? FitLog.JsonLines(file) : FitLog.Csv(file);
        using (FitLog log = Create(whole))
        {
            Run(Options() with { Log = log });
        }

        using (FitLog log = Create(path))
        {
            Recorder stopper = new(report =>
            {
                if ((report.Epoch, report.Step) == (2, 4))
                {
                    File.Copy(last, _folder.File("kept"));
                    throw new InvalidOperationException("stop");
                }
            });
            FitOptions options = Options() with { Log = log, Progress = stopper, Checkpoints = new CheckpointOptions { LastPath = last, EverySteps = 2 } };
            Assert.Throws<InvalidOperationException>(() => Run(options));
        }

        string[] before = File.ReadAllLines(path);
        File.AppendAllText(path, before[^1][..^5]);
        using (FitLog log = Create(path))
        {
            Run(Options() with { Log = log, ResumeFrom = _folder.File("kept") });
        }

        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(path));
        using (FitLog log = Create(path))
        {
            Run(Options() with { Epochs = 1, Log = log });
        }

        Assert.Equal(File.ReadAllLines(whole).TakeWhile(line => !IsOfEpoch2(line)), File.ReadAllLines(path));

        bool IsOfEpoch2(string line) => line.StartsWith(json ? """{"row":"step","epoch":2""" : "step,2,", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "time,loss\n1,2\n")]
    [InlineData(true, "{\"a\":1}\n")]
    [InlineData(true, "not json\n")]
    [InlineData(false, "row,epoch,step,learning_rate,loss,accuracy,images_per_second,weight_norm,seconds,validation_loss,validation_accuracy\nstep,one,1,,,,,,,,\n")]
    public void AFileThatIsNoLog_IsLeftAlone(bool json, string content)
    {
        string path = _folder.File("notes");
        File.WriteAllText(path, content);
        using FitLog log = json ? FitLog.JsonLines(path) : FitLog.Csv(path);
        Assert.Contains($"'{path}' is no log", Assert.Throws<InvalidDataException>(() => Run(Options() with { Log = log })).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(path));
    }

    [Fact]
    public void Rows_ReachTheFileAtOnce()
    {
        string path = _folder.File("log.csv");
        List<int> lengths = [];
        using FitLog log = FitLog.Csv(path);
        Recorder recorder = new(report =>
        {
            log.Report(report);
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            lengths.Add(new StreamReader(file).ReadToEnd().Count(character => character == '\n'));
        });
        Run(Options() with { Progress = recorder });
        Assert.Equal(Enumerable.Range(2, 12), lengths);
    }

    [Fact]
    public void WeightNorm_IsThatOfTheWeights()
    {
        SoftmaxRegression trainer = new(6, 3, batchSize: 16);
        trainer.Parameters["linear1.bias"].Values.Fill(100);
        Span<float> weight = trainer.Parameters["linear1.weight"].Values;
        weight.Clear();
        (weight[1], weight[17]) = (3, -4);
        Assert.Equal(5, WeightNorm.Of(trainer.Parameters));
        Recorder recorder = new();
        Fit.Run(trainer, Training, Options() with { Optimizer = new Sgd(0), Progress = recorder });
        Assert.All(recorder.Reports, report => Assert.Equal(5, report.WeightNorm));
    }

    private static double?[] Numbers(FitProgress report) =>
    [
        report.Epoch, report.Step, report.LearningRate, report.Loss, report.Accuracy, report.ImagesPerSecond, report.WeightNorm, report.Seconds,
        report.Completed?.ValidationLoss, report.Completed?.ValidationAccuracy,
    ];

    private static FitOptions Options() => new()
    {
        Epochs = 2,
        Optimizer = new AdamW(0.01),
        Validation = Validation,
        Clock = new TickingClock(),
        Schedule = LearningRateSchedule.StepDecay(1, 0.7),
    };

    private static void Run(FitOptions options) => Fit.Run(new SoftmaxRegression(6, 3, batchSize: 16, dropout: 0.3), Training, options);
}
