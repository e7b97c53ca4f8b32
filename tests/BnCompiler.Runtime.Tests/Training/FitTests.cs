using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

public class FitTests
{
    private static Dataset Numbered(int count) =>
        new(Enumerable.Range(0, count).Select(i => (float)i).ToArray(), 1, new int[count]);

    private static FitOptions Options(int epochs = 2) => new() { Epochs = epochs, Optimizer = new Sgd(0.01) };

    [Fact]
    public void Classification_IsLearnt()
    {
        Dataset training = Samples.Clusters(600, 6, 3, seed: 1);
        Dataset validation = Samples.Clusters(300, 6, 3, seed: 2);
        SoftmaxRegression trainer = new(6, 3, batchSize: 32);
        Evaluation before = Evaluation.Of(trainer, validation, new SoftmaxCrossEntropy());
        FitResult result = Fit.Run(trainer, training, new FitOptions
        {
            Epochs = 4,
            Optimizer = new Sgd(0.1) { Momentum = 0.9 },
            Schedule = LearningRateSchedule.CosineAnnealing(),
            Validation = validation,
        });
        Assert.Equal([1, 2, 3, 4], result.History.Select(epoch => epoch.Epoch));
        EpochResult last = result.History[^1];
        Assert.True(last.ValidationAccuracy > 0.9 && last.Accuracy > 0.9, $"{last}");
        Assert.True(last.ValidationLoss < before.Loss / 2, $"{last.ValidationLoss} after, {before.Loss} before");
        Evaluation after = Evaluation.Of(trainer, validation, new SoftmaxCrossEntropy());
        Assert.Equal((last.ValidationLoss, last.ValidationAccuracy), (after.Loss, after.Accuracy));
    }

    [Fact]
    public void Regression_FindsTheLine()
    {
        float[] inputs = [.. Enumerable.Range(0, 64).Select(i => i / 32f)];
        Dataset training = new(inputs, 1, inputs.Select(x => (3 * x) - 1).ToArray(), 1);
        SoftmaxRegression trainer = new(1, 1, batchSize: 16);
        FitResult result = Fit.Run(trainer, training, new FitOptions
        {
            Epochs = 200,
            Optimizer = new Sgd(0.1) { Momentum = 0.9 },
            Loss = new MeanSquaredError(),
            Validation = training,
        });
        Assert.Equal(3, trainer.Parameters["linear1.weight"].Values[0], 1e-3);
        Assert.Equal(-1, trainer.Parameters["linear1.bias"].Values[0], 1e-3);
        Assert.Null(result.History[^1].Accuracy);
        Assert.Null(result.History[^1].ValidationAccuracy);
        Assert.InRange(result.History[^1].ValidationLoss!.Value, 0, 1e-6);
    }

    [Theory]
    [InlineData(1, new[] { 3, 3, 3, 1 })]
    [InlineData(2, new[] { 3, 3, 3 })]
    public void TheLastShortBatch_IsLeftOutOnlyBelowTheMinimum(int minimumBatchSize, int[] batches)
    {
        SoftmaxRegression trainer = new(1, 2, batchSize: 4, minimumBatchSize: minimumBatchSize);
        Fit.Run(trainer, Numbered(10), Options(epochs: 1) with { BatchSize = 3 });
        Assert.Equal(batches, trainer.Batches);
    }

    [Fact]
    public void Shuffling_TakesEachSampleOnce_InANewOrderEachEpoch()
    {
        SoftmaxRegression trainer = new(1, 2, batchSize: 8);
        Fit.Run(trainer, Numbered(20), Options());
        float[] first = [.. trainer.Seen.Take(20)];
        float[] second = [.. trainer.Seen.Skip(20)];
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (float)i), first.Order());
        Assert.Equal(first.Order(), second.Order());
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, first.Order());
    }

    [Fact]
    public void WithoutShuffling_TheOrderIsKept()
    {
        SoftmaxRegression trainer = new(1, 2, batchSize: 8);
        Fit.Run(trainer, Numbered(20), Options(epochs: 1) with { Shuffle = false });
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (float)i), trainer.Seen);
    }

    [Fact]
    public void TheSeed_DecidesTheRun()
    {
        float[] first = Train(seed: 1);
        Assert.Equal(first, Train(seed: 1));
        Assert.NotEqual(first, Train(seed: 2));

        static float[] Train(int seed)
        {
            SoftmaxRegression trainer = new(6, 3, batchSize: 16, dropout: 0.3);
            Fit.Run(trainer, Samples.Clusters(50, 6, 3, seed: 1), Options() with { Seed = seed });
            return trainer.Parameters.Block.ToArray();
        }
    }

    [Fact]
    public void Progress_TellsEveryStepAndEveryEpoch()
    {
        Recorder recorder = new();
        SoftmaxRegression trainer = new(1, 2, batchSize: 4);
        FitResult result = Fit.Run(trainer, Numbered(10), Options() with
        {
            Progress = recorder,
            Clock = new TickingClock(),
            Schedule = LearningRateSchedule.StepDecay(1, 0.5),
        });
        Assert.Equal(
            [(1, 1), (1, 2), (1, 3), (1, 3), (2, 1), (2, 2), (2, 3), (2, 3)],
            recorder.Reports.Select(report => (report.Epoch, report.Step)));
        Assert.All(recorder.Reports, report => Assert.Equal((2, 3), (report.Epochs, report.Steps)));
        Assert.Equal([0.01, 0.005], recorder.Reports.Select(report => report.LearningRate).Distinct());
        Assert.Equal(result.History, recorder.Reports.Select(report => report.Completed).OfType<EpochResult>());

        // A second a step: 4, 4 and 2 samples in 1, 2 and 3 seconds.
        Assert.Equal([4, 4, 10 / 3.0], recorder.Reports.Take(3).Select(report => report.ImagesPerSecond));
        Assert.Equal(3, result.History[0].Seconds);
        Assert.Equal((6, 20 / 6.0), (result.Seconds, result.ImagesPerSecond));
        Assert.Equal(TimeSpan.Zero, recorder.Reports[^1].TimeLeft);
        Assert.Equal(TimeSpan.FromSeconds(5 * 3), recorder.Reports[0].TimeLeft);
    }

    [Fact]
    public void ALossThatIsNotFinite_StopsBeforeItDoesHarm()
    {
        float[] inputs = [1, 2, 3, float.NaN];
        SoftmaxRegression trainer = new(1, 2, batchSize: 1);
        float[] weights = [];
        Recorder recorder = new(_ => weights = trainer.Parameters["linear1.weight"].Values.ToArray());
        ArithmeticException exception = Assert.Throws<ArithmeticException>(() => Fit.Run(
            trainer, new Dataset(inputs, 1, new int[4]), Options() with { Shuffle = false, Progress = recorder }));
        Assert.Contains("The loss is NaN at step 4 of epoch 1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Input 0 of sample 0 of the batch is NaN.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(weights, trainer.Parameters["linear1.weight"].Values.ToArray());
        Assert.Equal(3, recorder.Reports.Count);
    }

    [Fact]
    public void ALossThatIsNotFinite_NamesTheParameter()
    {
        SoftmaxRegression trainer = new(1, 2, batchSize: 1);
        trainer.Parameters["linear1.bias"].Values[1] = float.PositiveInfinity;
        Assert.Contains("'linear1.bias' holds Infinity at index 1", Message(trainer, Options()), StringComparison.Ordinal);
        trainer.Parameters["linear1.bias"].Values[1] = float.MaxValue;
        trainer.Parameters["linear1.weight"].Values.Fill(float.MaxValue);
        Assert.Contains("All inputs and parameters are finite", Message(trainer, Options()), StringComparison.Ordinal);
    }

    /// <summary>The loss is finite, its gradient is not: a custom loss that divides by zero.</summary>
    [Fact]
    public void AGradientThatIsNotFinite_StopsBeforeItDoesHarm()
    {
        SoftmaxRegression trainer = new(1, 2, batchSize: 1);
        float[] weights = trainer.Parameters["linear1.weight"].Values.ToArray();
        string message = Message(trainer, Options() with { Loss = new WrongLoss(), MaxGradientNorm = 1 });
        Assert.StartsWith("The gradient of 'linear1.bias' holds ", message, StringComparison.Ordinal);
        Assert.EndsWith("at step 1 of epoch 1.", message, StringComparison.Ordinal);
        Assert.Equal(weights, trainer.Parameters["linear1.weight"].Values.ToArray());
    }

    [Fact]
    public void GradientsAreClippedTogether()
    {
        Dataset training = Samples.Clusters(64, 6, 3, seed: 1);
        (float[] Before, float[] After, double Norm) Step(double? maximum)
        {
            SoftmaxRegression trainer = new(6, 3, batchSize: 64);
            float[] before = trainer.Parameters.Trainable.ToArray();
            Fit.Run(trainer, training, new FitOptions { Epochs = 1, Optimizer = new Sgd(1), MaxGradientNorm = maximum });
            return (before, trainer.Parameters.Trainable.ToArray(), GradientNorm.Of(trainer.Gradients));
        }

        var free = Step(null);
        Assert.Equal(free.After, Step(2 * free.Norm).After);
        var clipped = Step(free.Norm / 4);
        Assert.Equal(free.Norm / 4, clipped.Norm, 1e-5 * free.Norm);
        for (int i = 0; i < clipped.After.Length; i++)
        {
            Assert.Equal((free.After[i] - free.Before[i]) / 4, clipped.After[i] - clipped.Before[i], 1e-6);
        }
    }

    /// <summary>3² + 4² in the vectors and in the rest; what is not finite is left alone.</summary>
    [Fact]
    public void GradientNorm_IsThatOfAllValues()
    {
        float[] gradients = new float[37];
        (gradients[2], gradients[36]) = (3, -4);
        Assert.Equal(5, GradientNorm.Of(gradients));
        Assert.Equal(5, GradientNorm.Clip(gradients, 5));
        Assert.Equal(3, gradients[2]);
        Assert.Equal(5, GradientNorm.Clip(gradients, 2.5));
        Assert.Equal((1.5f, -2f), (gradients[2], gradients[36]), (one, other) => Math.Abs(one.Item1 - other.Item1) + Math.Abs(one.Item2 - other.Item2) < 1e-6);
        gradients[0] = float.NaN;
        Assert.True(double.IsNaN(GradientNorm.Clip(gradients, 1)));
        Assert.Equal(0, GradientNorm.Of([]));
        Assert.Equal("maximum", Assert.Throws<ArgumentOutOfRangeException>(() => GradientNorm.Clip(gradients, 0)).ParamName);
    }

    private static string Message(SoftmaxRegression trainer, FitOptions options) =>
        Assert.Throws<ArithmeticException>(() => Fit.Run(trainer, Numbered(4), options with { Shuffle = false })).Message;

    private sealed class WrongLoss : Loss
    {
        public override double Evaluate(ReadOnlySpan<float> outputs, int outputLength, TargetBatch targets, Span<float> gradient = default)
        {
            gradient.Fill(float.PositiveInfinity);
            return 1;
        }

        public override void Check(Dataset dataset, int outputLength)
        {
        }
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        SoftmaxRegression trainer = new(1, 2, batchSize: 4, minimumBatchSize: 2);
        Dataset training = Numbered(10);
        Assert.Equal("options.Epochs", Argument(training, Options(epochs: 0)));
        Assert.Equal("options.BatchSize", Argument(training, Options() with { BatchSize = 5 }));
        Assert.Equal("options.BatchSize", Argument(training, Options() with { BatchSize = 1 }));
        Assert.Equal("options.MaxGradientNorm", Argument(training, Options() with { MaxGradientNorm = 0 }));
        Assert.Equal("options.Checkpoints", Argument(training, Options() with { Checkpoints = new CheckpointOptions { EverySteps = -1 } }));
        Assert.Equal("training", Argument(new Dataset(new float[4], 2, new int[2]), Options()));
        Assert.Equal("training", Argument(Numbered(0), Options()));
        Assert.Equal("training", Argument(Numbered(1), Options()));
        Assert.Equal("options.Validation", Argument(training, Options() with { Validation = Numbered(0) }));
        Assert.Equal("labels", Argument(new Dataset(new float[3], 1, new[] { 0, 1, 2 }), Options()));
        Assert.Equal("dataset", Argument(training, Options() with { Loss = new MeanSquaredError() }));
        Assert.Equal("dataset", Argument(new Dataset(new float[4], 1, new float[4], 1), Options()));
        Assert.Empty(trainer.Batches);

        string? Argument(Dataset dataset, FitOptions options) =>
            Assert.ThrowsAny<ArgumentException>(() => Fit.Run(trainer, dataset, options)).ParamName;
    }
}
