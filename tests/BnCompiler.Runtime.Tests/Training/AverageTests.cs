using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

public class AverageTests
{
    private static readonly Dataset Training = Samples.Clusters(44, 128, 3, seed: 1);
    private static readonly Dataset Validation = Samples.Clusters(30, 128, 3, seed: 2);

    [Theory]
    [InlineData(0.9, false)]
    [InlineData(0.999, true)]
    [InlineData(0, false)]
    public void Average_IsThatOfTheTextbook(double decay, bool warmup)
    {
        const int Updates = 300;
        ParameterLayout layout = new PlainNet(seed: 1).Parameters.Layout;
        ExponentialMovingAverage average = new(decay) { Warmup = warmup };
        double[] expected = new double[layout.TrainableLength];
        for (int t = 0; t < Updates; t++)
        {
            ParameterSet weights = Layouts.Filled(layout, t);
            average.Update(weights);
            double d = t == 0 ? 0 : warmup ? Math.Min(decay, (1.0 + t) / (10 + t)) : decay;
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] = (d * expected[i]) + ((1 - d) * weights.Trainable[i]);
            }
        }

        Assert.Equal(Updates, average.StepCount);
        for (int i = 0; i < expected.Length; i++)
        {
            // Rounded once to float; what 48 bits lose in 300 steps, of values up to 5, is far below.
            Assert.Equal(expected[i], average.Values[i], (Math.Abs(expected[i]) / (1 << 24)) + (Updates * 5 * Math.Pow(2, -47)));
        }
    }

    /// <summary>In one float a step of 1e-4 · 1e-4 at 1 would be lost, and the average would stay at 1 for good.</summary>
    [Fact]
    public void SmallSteps_AreNotLost()
    {
        ParameterSet weights = new(new PlainNet(seed: 1).Parameters.Layout);
        weights.Trainable.Fill(1);
        ExponentialMovingAverage average = new(0.9999);
        average.Update(weights);
        const float Target = 1.0001f;
        weights.Trainable.Fill(Target);
        const int Updates = 20_000;
        for (int i = 0; i < Updates; i++)
        {
            average.Update(weights);
        }

        double expected = 1 + (((double)Target - 1) * (1 - Math.Pow(0.9999, Updates)));
        Assert.All(average.Values.ToArray(), value => Assert.Equal(expected, value, Math.Pow(2, -24) + (Updates * Math.Pow(2, -47))));
    }

    [Fact]
    public void RecomputedStatistics_AreMeansOverTheBatches()
    {
        Dataset dataset = Samples.Clusters(37, 5, 3, seed: 6);
        InputNormNet net = new(seed: 1);
        net.Parameters["bn2.running_mean"].Values.Fill(0.37f);
        net.Parameters["bn2.running_var"].Values.Fill(1.7f);
        uint[] trainable = Bits.Of(net.Parameters.Trainable);
        using InputNormNet.Trainer trainer = new(net, 16);
        (trainer.RandomState, trainer.BatchNormMomentum) = (99, 0.5);

        BatchNormStatistics.Recompute(trainer, dataset, batchSize: 12);

        // 12, 12 and 12 samples; the last one alone is left out.
        Assert.Equal((99UL, 0.5), (trainer.RandomState, trainer.BatchNormMomentum));
        Assert.Equal(trainable, Bits.Of(net.Parameters.Trainable));
        Assert.All(net.Parameters["bn2.running_mean"].Values.ToArray(), mean => Assert.Equal(0.37f, mean));
        Assert.All(net.Parameters["bn2.running_var"].Values.ToArray(), variance => Assert.Equal(1.7f, variance));
        CheckStatistics(net.Parameters, dataset, [12, 12, 12]);

        BatchNormStatistics.Recompute(trainer, dataset);
        CheckStatistics(net.Parameters, dataset, [16, 16, 5]);
        BatchNormStatistics.Recompute(trainer, dataset.Slice(0, 9));
        CheckStatistics(net.Parameters, dataset, [9]);
    }

    [Fact]
    public void Recompute_NamesWhatIsWrong()
    {
        InputNormNet net = new(seed: 1);
        using InputNormNet.Trainer trainer = new(net, 16);
        Dataset dataset = Samples.Clusters(20, 5, 3, seed: 6);
        uint[] before = Bits.Of(net.Parameters);
        Assert.Equal("batchSize", Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormStatistics.Recompute(trainer, dataset, 1)).ParamName);
        Assert.Equal("batchSize", Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormStatistics.Recompute(trainer, dataset, 17)).ParamName);
        Assert.Equal("dataset", Assert.Throws<ArgumentException>(() => BatchNormStatistics.Recompute(trainer, dataset.Slice(0, 1))).ParamName);
        Assert.Equal("dataset", Assert.Throws<ArgumentException>(() => BatchNormStatistics.Recompute(trainer, Samples.Clusters(20, 6, 3, seed: 1))).ParamName);
        Assert.Equal(before, Bits.Of(net.Parameters));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.BatchNormMomentum = 1.5);
    }

    [Fact]
    public void AnAveragingRun_IsTheRunWithoutAnAverage()
    {
        SmallNet plain = new(seed: 3);
        using SmallNet.Trainer plainTrainer = new(plain, 8);
        Fit.Run(plainTrainer, Training, Options() with { Average = null });
        SmallNet averaged = new(seed: 3);
        using SmallNet.Trainer trainer = new(averaged, 8);
        Fit.Run(trainer, Training, Options());
        Assert.Equal(Bits.Of(plain.Parameters), Bits.Of(averaged.Parameters));
        Assert.Equal(plainTrainer.RandomState, trainer.RandomState);
    }

    [Fact]
    public void ValidationAndTheBestFile_TakeTheAverage()
    {
        using TemporaryFolder folder = new();
        SmallNet net = new(seed: 3);
        using SmallNet.Trainer trainer = new(net, 8);
        FitOptions options = Options() with { Epochs = 1, Checkpoints = new CheckpointOptions { BestPath = folder.File("best.safetensors") } };
        FitResult result = Fit.Run(trainer, Training, options);
        Evaluation live = Evaluation.Of(trainer, Validation, options.Loss);
        uint[] before = Bits.Of(net.Parameters);
        SmallNet best = new(seed: 4);
        best.Load(folder.File("best.safetensors"));
        using (AveragedWeights lent = new(trainer, options.Average!, Training, batchSize: 8))
        {
            Evaluation evaluation = Evaluation.Of(trainer, Validation, options.Loss);
            Assert.Equal((result.History[0].ValidationLoss, result.History[0].ValidationAccuracy), (evaluation.Loss, evaluation.Accuracy));
            Assert.Equal(Bits.Of(best.Parameters), Bits.Of(net.Parameters));
            Assert.Equal(options.Average!.Values.ToArray(), net.Parameters.Trainable.ToArray());
            Assert.NotEqual(live.Loss, evaluation.Loss);
        }

        Assert.Equal(before, Bits.Of(net.Parameters));
    }

    [Fact]
    public void WrongUses_AreNamed()
    {
        Assert.Equal("decay", Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialMovingAverage(1)).ParamName);
        SmallNet net = new(seed: 3);
        using SmallNet.Trainer trainer = new(net, 8);
        uint[] before = Bits.Of(net.Parameters);
        ExponentialMovingAverage average = new();
        Assert.Throws<InvalidOperationException>(() => new AveragedWeights(trainer, average, Training));
        average.Update(trainer);
        Assert.Throws<InvalidOperationException>(() => average.Update(new PlainNet(seed: 1).Parameters));
        Assert.Throws<ArgumentException>(() => new AveragedWeights(trainer, average, Training.Slice(0, 1)));
        Assert.Equal(before, Bits.Of(net.Parameters));
    }

    private static FitOptions Options() => new()
    {
        Epochs = 3,
        Optimizer = new Adam(0.01),
        Average = new ExponentialMovingAverage(0.9) { Warmup = true },
        Validation = Validation,
        Seed = 5,
    };

    /// <summary>Σ n·μ/Σ n and Σ n·σ²/Σ n with unbiased σ², by two passes in double; each batch's was rounded to float once, and their mean once more.</summary>
    private static void CheckStatistics(ParameterSet parameters, Dataset dataset, int[] batches)
    {
        for (int feature = 0; feature < 5; feature++)
        {
            double means = 0;
            double variances = 0;
            double magnitude = 0;
            int start = 0;
            foreach (int count in batches)
            {
                double[] values = [.. Enumerable.Range(start, count).Select(sample => (double)dataset.Inputs.Span[(sample * 5) + feature])];
                double mean = values.Average();
                means += count * mean;
                variances += count * values.Sum(value => (value - mean) * (value - mean)) / (count - 1);
                magnitude = Math.Max(magnitude, values.Max(Math.Abs));
                start += count;
            }

            const double Unit = 1.0 / (1 << 24);
            Assert.Equal(means / start, parameters["bn1.running_mean"].Values[feature], 2.5 * Unit * magnitude);

            // The sums of squares are of float differences to an origin near the mean: a few roundings of values up to twice the magnitude.
            Assert.Equal(variances / start, parameters["bn1.running_var"].Values[feature], 16 * Unit * magnitude * magnitude);
        }
    }
}
