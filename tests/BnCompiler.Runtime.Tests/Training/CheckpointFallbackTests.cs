using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

/// <summary>A checkpoint that is damaged gives way to the one before it, and only such a one does.</summary>
public sealed class CheckpointFallbackTests : IDisposable
{
    private static readonly Dataset Training = Samples.Clusters(70, 6, 3, seed: 1);

    private readonly TemporaryFolder _folder = new();
    private readonly string _last;
    private readonly string _previous;
    private readonly byte[] _intact;

    /// <summary>A run of 3 epochs with 5 steps each that was cancelled after 4 steps of the second; the checkpoint before is the one after 3.</summary>
    public CheckpointFallbackTests()
    {
        _last = _folder.File("last.safetensors");
        _previous = _last + Checkpoint.PreviousSuffix;
        Cancel(Options(), epoch: 2, step: 4);
        _intact = File.ReadAllBytes(_last);
        Assert.Equal(("1/4", "1/3"), (Position(_last), Position(_previous)));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ACheckpointCutShort_GivesWayToTheOneBefore()
    {
        uint[] expected = Undisturbed();
        for (int length = 0; length < _intact.Length; length += length < 64 || length > _intact.Length - 64 ? 1 : 7)
        {
            File.WriteAllBytes(_last, _intact[..length]);
            CheckFallback(expected, $"cut to {length} of {_intact.Length} bytes", "is no intact checkpoint");
        }
    }

    /// <summary>One bit in every byte of the file, another one in the next.</summary>
    [Fact]
    public void ACheckpointWithAFlippedBit_GivesWayToTheOneBefore()
    {
        uint[] expected = Undisturbed();
        for (int index = 0; index < _intact.Length; index++)
        {
            byte[] flipped = [.. _intact];
            flipped[index] ^= (byte)(1 << (index % 8));
            File.WriteAllBytes(_last, flipped);
            CheckFallback(expected, $"bit {index % 8} of byte {index}", "is no intact checkpoint");
        }
    }

    [Fact]
    public void AMissingCheckpoint_GivesWayToTheOneBefore()
    {
        File.Delete(_last);
        CheckFallback(Undisturbed(), "missing", "is missing");
    }

    [Fact]
    public void AnIntactCheckpoint_IsTakenItself()
    {
        PointRecorder points = new();
        SoftmaxRegression trainer = NewTrainer();
        FitResult result = Fit.Run(trainer, Training, Options() with { ResumeFrom = _last, Resumed = points });
        Assert.Equal(new ResumePoint(_last, 2, 4, null), result.ResumedFrom);
        Assert.Equal([result.ResumedFrom!], points.Points);
        Assert.Equal(6, trainer.Batches.Count);
        Assert.Null(Fit.Run(NewTrainer(), Training, Options()).ResumedFrom);
    }

    [Fact]
    public void WhereBothAreDamaged_BothAreNamed()
    {
        File.WriteAllBytes(_last, _intact[..^1]);
        File.WriteAllBytes(_previous, _intact[..100]);
        SoftmaxRegression trainer = NewTrainer();
        uint[] before = Bits.Of(trainer.Parameters);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => Fit.Run(trainer, Training, Options() with { ResumeFrom = _last }));
        Assert.True(exception.IsDamaged);
        Assert.Contains($"'{_last}' is no intact checkpoint", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"'{_previous}' is no intact checkpoint", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Bits.Of(trainer.Parameters));
    }

    /// <summary>An intact checkpoint of another run is a mistake to be told, not damage to be passed over; so it is where the fallback meets one.</summary>
    [Fact]
    public void AnotherRunsCheckpoint_IsAnError()
    {
        FitOptions other = Options() with { Seed = 6, ResumeFrom = _last };
        CheckpointException newest = Assert.Throws<CheckpointException>(() => Fit.Run(NewTrainer(), Training, other));
        Assert.False(newest.IsDamaged);
        Assert.Contains("belongs to another run", newest.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_previous, newest.Message, StringComparison.Ordinal);
        File.WriteAllBytes(_last, []);
        CheckpointException both = Assert.Throws<CheckpointException>(() => Fit.Run(NewTrainer(), Training, other with { Optimizer = NewOptimizer() }));
        Assert.Contains($"'{_last}' is no intact checkpoint", both.Message, StringComparison.Ordinal);
        Assert.Contains($"'{_previous}' belongs to another run", both.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheAccumulationAndTheAverage_BelongToTheRun()
    {
        foreach (FitOptions other in new[] { Options() with { AccumulationSteps = 2 }, Options() with { Average = null }, Options() with { Average = new ExponentialMovingAverage(0.8) } })
        {
            CheckpointException exception = Assert.Throws<CheckpointException>(() => Fit.Run(NewTrainer(), Training, other with { ResumeFrom = _last }));
            Assert.Contains("belongs to another run", exception.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Going on from the one before, the run overwrites the damaged checkpoint first and keeps the good one until that is done.</summary>
    [Fact]
    public void ADamagedCheckpoint_NeverTakesThePlaceOfTheGoodOne()
    {
        File.WriteAllBytes(_last, _intact[..50]);
        byte[] good = File.ReadAllBytes(_previous);
        Cancel(Options() with { ResumeFrom = _last }, epoch: 2, step: 4);
        Assert.Equal("1/4", Position(_last));
        Assert.Equal(good, File.ReadAllBytes(_previous));
        Assert.Null(Fit.Run(NewTrainer(), Training, Options() with { ResumeFrom = _last }).ResumedFrom!.Problem);
    }

    /// <summary>The checkpoints of an older run at the same place have the same settings, and another history.</summary>
    [Fact]
    public void ARunThatStartsAnew_LeavesNoneOfAnOlderRun()
    {
        Cancel(Options(), epoch: 1, step: 3);
        Assert.Equal("0/3", Position(_last));
        Assert.False(File.Exists(_previous));
    }

    [Fact]
    public void WhatKilledWritersLeft_IsRemoved()
    {
        string[] leftovers = [.. new[] { _last, _folder.File("best.safetensors") }.Select(path => $"{path}.{Guid.NewGuid():N}.tmp")];
        string[] others = [_folder.File($"another.{Guid.NewGuid():N}.tmp"), _last + ".notes.tmp"];
        foreach (string file in leftovers.Concat(others))
        {
            File.WriteAllText(file, "");
        }

        Fit.Run(NewTrainer(), Training, Options() with { Average = null, Checkpoints = new CheckpointOptions { LastPath = _last, BestPath = _folder.File("best.safetensors") } });
        Assert.DoesNotContain(leftovers, File.Exists);
        Assert.All(others, file => Assert.True(File.Exists(file)));
    }

    private static SoftmaxRegression NewTrainer() => new(6, 3, batchSize: 16, dropout: 0.3);

    private static AdamW NewOptimizer() => new(0.01);

    private static FitOptions Options() => new()
    {
        Epochs = 3,
        Optimizer = NewOptimizer(),
        Average = new ExponentialMovingAverage(0.9),
        Seed = 5,
    };

    private static uint[] Undisturbed()
    {
        SoftmaxRegression trainer = NewTrainer();
        Fit.Run(trainer, Training, Options());
        return Bits.Of(trainer.Parameters);
    }

    private static string Position(string path)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        return $"{file.Metadata["epoch"]}/{file.Metadata["step"]}";
    }

    private void Cancel(FitOptions options, int epoch, int step)
    {
        using CancellationTokenSource source = new();
        Recorder stopper = new(report =>
        {
            if ((report.Epoch, report.Step) == (epoch, step))
            {
                source.Cancel();
            }
        });
        int every = options.ResumeFrom is null && step > 3 ? 3 : 0;
        Assert.Throws<OperationCanceledException>(() => Fit.Run(
            NewTrainer(), Training, options with { Progress = stopper, Checkpoints = new CheckpointOptions { LastPath = _last, EverySteps = every } }, source.Token));
    }

    private void CheckFallback(uint[] expected, string damage, string problem)
    {
        PointRecorder points = new();
        SoftmaxRegression trainer = NewTrainer();
        FitResult result = Fit.Run(trainer, Training, Options() with { ResumeFrom = _last, Resumed = points });
        Assert.Equal((_previous, 2, 3), (result.ResumedFrom!.Path, result.ResumedFrom.Epoch, result.ResumedFrom.Step));
        Assert.Contains($"'{_last}' {problem}", result.ResumedFrom.Problem, StringComparison.Ordinal);
        Assert.Equal([result.ResumedFrom], points.Points);
        Assert.True(expected.AsSpan().SequenceEqual(Bits.Of(trainer.Parameters)), $"With {damage} the run ends with other parameters.");
    }

    private sealed class PointRecorder : IProgress<ResumePoint>
    {
        public List<ResumePoint> Points { get; } = [];

        public void Report(ResumePoint value) => Points.Add(value);
    }
}
