using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

public class CheckpointTests
{
    private static readonly Dataset Training = Samples.Clusters(70, 6, 3, seed: 1);
    private static readonly Dataset Validation = Samples.Clusters(40, 6, 3, seed: 2);

    private static SoftmaxRegression NewTrainer() => new(6, 3, batchSize: 16, dropout: 0.3);

    private static Optimizer NewOptimizer(string name) => name switch
    {
        "sgd" => new Sgd(0.05),
        "momentum" => new Sgd(0.05) { Momentum = 0.9 },
        _ => new AdamW(0.01),
    };

    private static FitOptions Options(string optimizer = "adamw") => new()
    {
        Epochs = 3,
        Optimizer = NewOptimizer(optimizer),
        Schedule = LearningRateSchedule.CosineAnnealing(0, warmupEpochs: 0.5),
        Validation = Validation,
        Seed = 5,
    };

    /// <summary>Five steps an epoch; step 5 is the end of an epoch, the others lie within one.</summary>
    [Theory]
    [InlineData("sgd", 3)]
    [InlineData("momentum", 5)]
    [InlineData("momentum", 7)]
    [InlineData("adamw", 1)]
    [InlineData("adamw", 10)]
    [InlineData("adamw", 14)]
    public void AResumedRun_IsTheRunThatNeverStopped(string optimizer, int stopAfter)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("new/last.safetensors");
        SoftmaxRegression whole = NewTrainer();
        FitResult expected = Fit.Run(whole, Training, Options(optimizer));

        using CancellationTokenSource source = new();
        Recorder stopper = new(report =>
        {
            if (report.Completed is null && ((report.Epoch - 1) * 5) + report.Step == stopAfter)
            {
                source.Cancel();
            }
        });
        SoftmaxRegression first = NewTrainer();
        Assert.Throws<OperationCanceledException>(() => Fit.Run(
            first, Training, Options(optimizer) with { Progress = stopper, Checkpoints = new CheckpointOptions { LastPath = path } }, source.Token));
        Assert.Equal(stopAfter, first.Batches.Count);

        SoftmaxRegression second = NewTrainer();
        second.Parameters.Initialize(77);
        FitResult resumed = Fit.Run(second, Training, Options(optimizer) with { ResumeFrom = path });
        Assert.Equal(15 - stopAfter, second.Batches.Count);
        Assert.Equal(Bits(whole.Parameters), Bits(second.Parameters));
        Assert.Equal(whole.RandomState, second.RandomState);
        Assert.Equal(WithoutTime(expected), WithoutTime(resumed));
        Assert.Equal(expected.BestEpoch, resumed.BestEpoch);
    }

    [Fact]
    public void EverySteps_WritesWithinTheEpoch()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("last.safetensors");
        List<(int Step, string? Saved)> seen = [];
        Recorder recorder = new(report => seen.Add((report.Step, Position(path))));
        Fit.Run(NewTrainer(), Training, Options() with
        {
            Epochs = 1,
            Progress = recorder,
            Checkpoints = new CheckpointOptions { LastPath = path, EverySteps = 2 },
        });
        Assert.Equal([(1, null), (2, null), (3, "0/2"), (4, "0/2"), (5, "0/4"), (5, "0/4")], seen);
        Assert.Equal("1/0", Position(path));
        Assert.Equal(["last.safetensors", "last.safetensors.previous"], folder.Names);
        Assert.Equal("0/4", Position(path + Checkpoint.PreviousSuffix));
    }

    [Fact]
    public void ResumingAFinishedRun_ReturnsItsHistory()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("last.safetensors");
        FitResult expected = Fit.Run(NewTrainer(), Training, Options() with { Checkpoints = new CheckpointOptions { LastPath = path } });
        SoftmaxRegression trainer = NewTrainer();
        FitResult resumed = Fit.Run(trainer, Training, Options() with { ResumeFrom = path });
        Assert.Empty(trainer.Batches);
        Assert.Equal(expected.History.ToArray(), resumed.History.ToArray());
    }

    [Fact]
    public void BestPath_HoldsTheParametersOfTheBestEpoch()
    {
        using TemporaryFolder folder = new();
        SoftmaxRegression trainer = NewTrainer();
        FitResult result = Fit.Run(trainer, Training, Options() with
        {
            Epochs = 6,
            Optimizer = new Sgd(2),
            Checkpoints = new CheckpointOptions { BestPath = folder.File("best/net.safetensors") },
        });
        EpochResult best = result.History.MaxBy(epoch => epoch.ValidationAccuracy)!;
        Assert.Equal(best.Epoch, result.BestEpoch);
        Assert.True(best.Epoch < 6, "the last epoch is the best: the test shows nothing");
        trainer.Parameters.Load(folder.File("best/net.safetensors"));
        Evaluation evaluation = Evaluation.Of(trainer, Validation, new SoftmaxCrossEntropy());
        Assert.Equal((best.ValidationLoss, best.ValidationAccuracy), (evaluation.Loss, evaluation.Accuracy));
        using SafeTensorsFile file = SafeTensorsFile.Open(folder.File("best/net.safetensors"));
        Assert.Equal($"{best.Epoch}", file.Metadata["epoch"]);
    }

    [Fact]
    public void ANetwork_LoadsItsParametersFromACheckpoint()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("last.safetensors");
        SoftmaxRegression trainer = NewTrainer();
        Fit.Run(trainer, Training, Options() with { Checkpoints = new CheckpointOptions { LastPath = path } });
        ParameterSet loaded = new(trainer.Parameters.Layout);
        loaded.Load(path, new LoadOptions { Prefix = Checkpoint.ParameterPrefix });
        Assert.Equal(Bits(trainer.Parameters), Bits(loaded));
    }

    [Fact]
    public void ACheckpointOfAnotherRun_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("last.safetensors");
        Fit.Run(NewTrainer(), Training, Options() with { Checkpoints = new CheckpointOptions { LastPath = path } });
        FitOptions resume = Options() with { ResumeFrom = path };
        Assert.Contains("belongs to another run", Refused(NewTrainer(), Training, resume with { Seed = 6 }), StringComparison.Ordinal);
        Assert.Contains("belongs to another run", Refused(NewTrainer(), Training, resume with { BatchSize = 8 }), StringComparison.Ordinal);
        Assert.Contains("belongs to another run", Refused(NewTrainer(), Training.Slice(0, 60), resume), StringComparison.Ordinal);
        Assert.Contains("belongs to another run", Refused(NewTrainer(), Training, resume with { Optimizer = new Sgd() }), StringComparison.Ordinal);
        SoftmaxRegression larger = new(6, 4, batchSize: 16);
        Assert.Contains("belongs to another network", Refused(larger, Training, resume with { Optimizer = new AdamW() }), StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNoCheckpoint_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("weights.safetensors");
        NewTrainer().Parameters.Save(path);
        FitOptions resume = Options() with { ResumeFrom = path };
        Assert.Contains("no intact checkpoint", Refused(NewTrainer(), Training, resume), StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Fit.Run(NewTrainer(), Training, Options() with { ResumeFrom = folder.File("none") }));
    }

    [Fact]
    public void ADamagedCheckpoint_IsRefused_OrIsStillTheSame()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("last.safetensors");
        SoftmaxRegression trained = NewTrainer();
        Fit.Run(trained, Training, Options() with { Checkpoints = new CheckpointOptions { LastPath = path } });
        byte[] original = File.ReadAllBytes(path);
        File.Delete(path + Checkpoint.PreviousSuffix);
        RandomSource random = new(17UL);
        SoftmaxRegression trainer = NewTrainer();
        uint[] before = Bits(trainer.Parameters);
        const int Rounds = 1500;
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            File.WriteAllBytes(path, Mutations.Apply(original, random));
            try
            {
                Fit.Run(trainer, Training, Options() with { ResumeFrom = path });
                Assert.Equal(Bits(trained.Parameters), Bits(trainer.Parameters));
                trainer = NewTrainer();
            }
            catch (CheckpointException)
            {
                refused++;
                Assert.Equal(before, Bits(trainer.Parameters));
            }
        }

        // Only white space in the header and the way a text is escaped can change without changing the content.
        Assert.InRange(refused, Rounds * 9 / 10, Rounds);
    }

    private static string Refused(SoftmaxRegression trainer, Dataset training, FitOptions options)
    {
        uint[] before = Bits(trainer.Parameters);
        string message = Assert.Throws<CheckpointException>(() => Fit.Run(trainer, training, options)).Message;
        Assert.Equal(before, Bits(trainer.Parameters));
        Assert.Equal(0, options.Optimizer.StepCount);
        return message;
    }

    private static string? Position(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        return $"{file.Metadata["epoch"]}/{file.Metadata["step"]}";
    }

    private static EpochResult[] WithoutTime(FitResult result) => [.. result.History.Select(epoch => epoch with { Seconds = 0 })];

    private static uint[] Bits(ParameterSet set) => [.. set.Block.ToArray().Select(BitConverter.SingleToUInt32Bits)];
}
