using System.Globalization;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Data;

/// <summary>What <see cref="Fit"/> does with an augmentation, on its own thread and ahead on another one.</summary>
public class AugmentedFitTests
{
    private static readonly Dataset Training = Samples.Clusters(70, 6, 3, seed: 1);

    private static FitOptions Options(Augmentation? augmentation, int epochs = 2) => new()
    {
        Epochs = epochs,
        Optimizer = new Sgd(0.05) { Momentum = 0.9 },
        Seed = 5,
        Augmentation = augmentation,
    };

    private static float[] Train(FitOptions options, int batchSize = 16, int minimumBatchSize = 1)
    {
        SoftmaxRegression trainer = new(6, 3, batchSize, dropout: 0.3, minimumBatchSize);
        Fit.Run(trainer, Training, options);
        return trainer.Parameters.Block.ToArray();
    }

    [Fact]
    public void TheAugmentation_ChangesTheRun_ButNotTheDataset()
    {
        float[] before = Training.Inputs.ToArray();
        Assert.NotEqual(Train(Options(null)), Train(Options(new Noise(IsSlow: false))));
        Assert.Equal(Train(Options(null)), Train(Options(new Compose())));
        Assert.Equal(before, Training.Inputs.ToArray());
    }

    /// <summary>16: a short batch of 6 at the end; 23: one of 1, which is left out where 2 are needed.</summary>
    [Theory]
    [InlineData(16, 1, true)]
    [InlineData(16, 1, false)]
    [InlineData(10, 1, true)]
    [InlineData(1, 1, true)]
    [InlineData(23, 2, true)]
    public void GatheringAhead_GivesTheSameRun(int batchSize, int minimumBatchSize, bool shuffle)
    {
        Noise fast = new(IsSlow: false);
        Noise slow = new(IsSlow: true);
        float[] expected = Train(Options(fast, epochs: 3) with { Shuffle = shuffle }, batchSize, minimumBatchSize);
        Assert.Equal(expected, Train(Options(slow, epochs: 3) with { Shuffle = shuffle }, batchSize, minimumBatchSize));
        Assert.NotNull(slow.Helper);
        AssertEnded(slow);
    }

    [Fact]
    public void ARunWithAnotherAugmentation_DoesNotResume()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("last.safetensors");
        Augmentation Both(float fill) => new Compose(new RandomHorizontalFlip(3, 0.25), new RandomCrop(1, 2, 3, 1) { Fill = fill });
        FitOptions written = Options(Both(0.5f), epochs: 1) with { Checkpoints = new CheckpointOptions { LastPath = path } };
        Train(written);
        Assert.Contains("it has RunIdentity", Refused(Both(0.25f)), StringComparison.Ordinal);
        Assert.Contains("Padding = 1, Fill = 0.5 }]", Refused(Both(0.25f)), StringComparison.Ordinal);
        Assert.Contains("this run has", Refused(null), StringComparison.Ordinal);
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Train(Options(Both(0.5f)) with { ResumeFrom = path });
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        string Refused(Augmentation? augmentation) =>
            Assert.Throws<CheckpointException>(() => Train(Options(augmentation) with { ResumeFrom = path })).Message;
    }

    [Theory]
    [InlineData(3, 16, true, true)]
    [InlineData(7, 16, true, false)]
    [InlineData(5, 16, false, true)]
    [InlineData(9, 16, true, true)]
    [InlineData(75, 1, true, false)]
    [InlineData(2, 70, true, true)]
    public void AResumedRun_IsTheRunThatNeverStopped(int stopAfter, int batchSize, bool shuffle, bool isSlow)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("last.safetensors");
        FitOptions options = Options(null, epochs: 3) with { Shuffle = shuffle };
        float[] expected = Train(options with { Augmentation = new Noise(IsSlow: false) }, batchSize);

        using CancellationTokenSource source = new();
        int steps = 0;
        Recorder stopper = new(report =>
        {
            steps += report.Completed is null ? 1 : 0;
            if (steps == stopAfter)
            {
                source.Cancel();
            }
        });
        Noise first = new(isSlow);
        Assert.Throws<OperationCanceledException>(() => Fit.Run(
            new SoftmaxRegression(6, 3, batchSize, dropout: 0.3),
            Training,
            options with { Augmentation = first, Progress = stopper, Optimizer = new Sgd(0.05) { Momentum = 0.9 }, Checkpoints = new CheckpointOptions { LastPath = path } },
            source.Token));
        AssertEnded(first);
        Assert.Equal(expected, Train(options with { Augmentation = new Noise(isSlow), Optimizer = new Sgd(0.05) { Momentum = 0.9 }, ResumeFrom = path }, batchSize));
    }

    /// <summary>The draws of a sample are a published stream: they stay what they are, whatever thread draws.</summary>
    [Fact]
    public void DrawsDependOnSeedEpochAndPlace()
    {
        Recording recording = new();
        Fit.Run(new SoftmaxRegression(6, 3, batchSize: 16), Training, Options(recording) with { Shuffle = false });
        Assert.Equal(140, recording.Drawn.Count);
        for (int i = 0; i < recording.Drawn.Count; i++)
        {
            ulong stream = (1UL << 62) + ((ulong)(i / 70) << 31) + (ulong)(i % 70);
            Assert.Equal(new RandomSource(5, stream).NextUInt64(), recording.Drawn[i]);
        }

        Assert.Equal(140, recording.Drawn.Distinct().Count());
    }

    [Theory]
    [InlineData(true, 11)]
    [InlineData(true, 69)]
    [InlineData(false, 11)]
    public void WhatTheAugmentationThrows_IsThrownAtTheStepThatNeedsTheSample(bool isSlow, int badSample)
    {
        int seen = 0;
        Recorder recorder = new();
        Noise noise = new(isSlow)
        {
            Before = () =>
            {
                if (seen++ == badSample)
                {
                    throw new NotSupportedException($"sample {badSample} is no image");
                }
            },
        };
        NotSupportedException exception = Assert.Throws<NotSupportedException>(() => Fit.Run(
            new SoftmaxRegression(6, 3, batchSize: 2), Training, Options(noise) with { Progress = recorder }));
        Assert.Equal($"sample {badSample} is no image", exception.Message);
        Assert.Equal(badSample / 2, recorder.Reports.Count);
        Assert.Equal(badSample + 1, seen);
        AssertEnded(noise);
    }

    /// <summary>A batch of a thousand slow samples is not finished when the run is cancelled.</summary>
    [Fact]
    public void Cancelling_EndsTheThreadWithinABatch()
    {
        Dataset large = Samples.Clusters(6_000, 6, 3, seed: 1);
        using CancellationTokenSource source = new();
        int augmented = 0;
        Noise noise = new(IsSlow: true) { Before = () => augmented++ };
        Recorder stopper = new(report =>
        {
            if (report.Step == 5)
            {
                source.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => Fit.Run(
            new SoftmaxRegression(6, 3, batchSize: 1_000), large, Options(noise) with { Progress = stopper }, source.Token));
        Assert.InRange(augmented, 5_000, 5_999);
        Assert.NotNull(noise.Helper);
        AssertEnded(noise);
    }

    [Fact]
    public void SamplesThatDoNotFit_AreRefusedBeforeTheRun()
    {
        SoftmaxRegression trainer = new(6, 3, batchSize: 16);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Fit.Run(trainer, Training, Options(new RandomCrop(1, 2, 2, 1))));
        Assert.Contains("[1, 2, 2], 4 values; the samples have 6", exception.Message, StringComparison.Ordinal);
        Assert.Empty(trainer.Batches);
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        Allocations allocations = new();
        Dataset training = new(new float[800 * 12], 12, new int[800]);
        Fit.Run(new IdleTrainer(12, batchSize: 4), training, Options(allocations, epochs: 1) with { Progress = allocations });
        Assert.True(allocations.Reports > 190 && allocations.HelperSamples > 700, $"{allocations}");
        Assert.Equal((0, 0), (allocations.OfSteps, allocations.OfHelper));
    }

    private static void AssertEnded(Noise noise) => Assert.False(noise.Helper is { IsAlive: true }, "the thread is still there");

    private sealed record Recording : Augmentation
    {
        public List<ulong> Drawn { get; } = [];

        public override void Apply(Span<float> sample, RandomSource random) => Drawn.Add(random.NextUInt64());
    }

    /// <summary>Counts what both threads allocate, once they are warm.</summary>
    private sealed record Allocations : Augmentation, IProgress<FitProgress>
    {
        private readonly Augmentation _inner = new Compose(new RandomCrop(1, 3, 4, 1), new RandomHorizontalFlip(4));
        private readonly Thread _caller = Thread.CurrentThread;
        private long _before = -1;
        private long _helperBefore = -1;

        public int Reports { get; private set; }

        public int HelperSamples { get; private set; }

        public long OfSteps { get; private set; }

        public long OfHelper { get; private set; }

        public void Report(FitProgress value)
        {
            Reports++;
            _before = Reports == 20 ? GC.GetAllocatedBytesForCurrentThread() : _before;
            OfSteps = Reports is > 20 and < 200 ? GC.GetAllocatedBytesForCurrentThread() - _before : OfSteps;
        }

        public override void Apply(Span<float> sample, RandomSource random)
        {
            if (Thread.CurrentThread != _caller)
            {
                HelperSamples++;
                _helperBefore = HelperSamples == 80 ? GC.GetAllocatedBytesForCurrentThread() : _helperBefore;
                OfHelper = HelperSamples > 80 ? GC.GetAllocatedBytesForCurrentThread() - _helperBefore : OfHelper;
            }

            Thread.SpinWait(2_000);
            _inner.Apply(sample, random);
        }
    }
}
