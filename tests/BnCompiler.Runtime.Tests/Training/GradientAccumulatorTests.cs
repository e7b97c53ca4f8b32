using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

public class GradientAccumulatorTests
{
    /// <summary>u, half a unit in the last place of a float at 1.</summary>
    private const double Unit = 1.0 / (1 << 24);

    [Theory]
    [InlineData(new[] { 5 })]
    [InlineData(new[] { 8, 8, 4 })]
    [InlineData(new[] { 1, 7, 3, 16, 2 })]
    public void TheMean_IsWeightedBySamples(int[] counts)
    {
        PlainNet net = new(seed: 1);
        GradientAccumulator accumulator = new(net.Parameters.Layout);
        float[][] gradients = [.. counts.Select((_, i) => Layouts.Filled(net.Parameters.Layout, i).Trainable.ToArray())];
        for (int i = 0; i < counts.Length; i++)
        {
            accumulator.Add(gradients[i], counts[i]);
        }

        int samples = counts.Sum();
        Assert.Equal(samples, accumulator.Samples);
        for (int index = 0; index < gradients[0].Length; index++)
        {
            double expected = counts.Select((count, i) => count * (double)gradients[i][index] / samples).Sum();
            double magnitude = counts.Select((count, i) => count * Math.Abs((double)gradients[i][index]) / samples).Sum();

            // Each addition rounds the weight, the product and the sum.
            Assert.Equal(expected, accumulator.Mean[index], 3 * (counts.Length - 1) * 1.01 * Unit * magnitude);
        }

        accumulator.Clear();
        Assert.Throws<InvalidOperationException>(() => accumulator.Mean.Length);
        accumulator.Add(gradients[0], 3);
        Assert.Equal(gradients[0], accumulator.Mean.ToArray());
    }

    /// <summary>
    /// Batches are powers of two, so that 1/n scales exactly, and the samples' own gradients are the same numbers either way: all that differs is the order in which N of them
    /// are summed, N − 1 roundings of at most u·Σ|gᵢ|, and three roundings for each micro-batch.
    /// </summary>
    [Theory]
    [InlineData(32, 4)]
    [InlineData(16, 4)]
    [InlineData(64, 8)]
    public void WithoutBatchNorm_AStepIsThatOfTheBigBatch(int samples, int accumulationSteps)
    {
        const int BatchSize = 8;
        const double LearningRate = 0.5;
        Dataset training = Samples.Clusters(samples, 6, 3, seed: 4);
        float[] whole = Step(training, samples, 1, LearningRate);
        float[] accumulated = Step(training, BatchSize, accumulationSteps, LearningRate);
        Assert.NotEqual(new PlainNet(seed: 1).Parameters.Trainable.ToArray(), whole);
        double[] magnitudes = Magnitudes(training);
        double roundings = (2 * samples) + (3 * accumulationSteps);
        for (int i = 0; i < whole.Length; i++)
        {
            double bound = (LearningRate * roundings * Unit * magnitudes[i]) + (4 * Unit * Math.Abs(whole[i]));
            Assert.Equal((double)whole[i], accumulated[i], bound);
        }
    }

    [Fact]
    public void ASingleMicroBatch_ChangesNothing()
    {
        Dataset training = Samples.Clusters(32, 6, 3, seed: 4);
        Assert.Equal(Step(training, 32, 1, 0.5), Step(training, 32, 5, 0.5));
    }

    [Fact]
    public void ClippingActsOnTheMean()
    {
        PlainNet net = new(seed: 1);
        using PlainNet.Trainer trainer = new(net, 8);
        float[] before = net.Parameters.Trainable.ToArray();
        const double Maximum = 1.0 / 64;
        Fit.Run(trainer, Samples.Clusters(32, 6, 3, seed: 4), new FitOptions
        {
            Epochs = 1,
            Optimizer = new Sgd(1),
            AccumulationSteps = 4,
            MaxGradientNorm = Maximum,
        });
        float[] change = [.. net.Parameters.Trainable.ToArray().Zip(before, (after, old) => after - old)];
        Assert.Equal(Maximum, GradientNorm.Of(change), 1e-5);
    }

    /// <summary>9 micro-batches, the last of 6 samples, in steps of 4, 4 and 1.</summary>
    [Fact]
    public void Steps_AreThoseOfTheOptimizer()
    {
        Recorder recorder = new();
        SoftmaxRegression trainer = new(6, 3, batchSize: 8);
        Sgd optimizer = new(0.1);
        FitResult result = Fit.Run(trainer, Samples.Clusters(70, 6, 3, seed: 1), new FitOptions
        {
            Epochs = 2,
            Optimizer = optimizer,
            AccumulationSteps = 4,
            Progress = recorder,
            Schedule = LearningRateSchedule.StepDecay(1, 0.5),
        });
        Assert.Equal(6, optimizer.StepCount);
        Assert.Equal(Enumerable.Repeat(new[] { 8, 8, 8, 8, 8, 8, 8, 8, 6 }, 2).SelectMany(batches => batches), trainer.Batches);
        Assert.Equal([1, 2, 3, 3, 1, 2, 3, 3], recorder.Reports.Select(report => report.Step));
        Assert.All(recorder.Reports, report => Assert.Equal(3, report.Steps));
        Assert.Equal([0.1, 0.05], result.History.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void BatchNormStatistics_AreThoseOfEachMicroBatch()
    {
        Dataset training = Samples.Clusters(40, 128, 3, seed: 2);
        SmallNet net = new(seed: 3);
        using SmallNet.Trainer trainer = new(net, 8);
        Fit.Run(trainer, training, new FitOptions { Epochs = 1, Optimizer = new Sgd(0), AccumulationSteps = 5, Shuffle = false });

        SmallNet other = new(seed: 3);
        using SmallNet.Trainer byHand = new(other, 8);
        byHand.RandomState = new RandomSource(0, ulong.MaxValue).NextUInt64();
        for (int start = 0; start < 40; start += 8)
        {
            byHand.Forward(training.Slice(start, 8).Inputs.Span);
        }

        Assert.NotEqual(Bits.Of(new SmallNet(seed: 3).Parameters), Bits.Of(net.Parameters));
        Assert.Equal(Bits.Of(other.Parameters), Bits.Of(net.Parameters));
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        PlainNet net = new(seed: 1);
        using PlainNet.Trainer trainer = new(net, 8);
        GradientAccumulator accumulator = new(net.Parameters.Layout);
        Assert.Equal("samples", Assert.Throws<ArgumentOutOfRangeException>(() => accumulator.Add(trainer, 0)).ParamName);
        Assert.Equal("gradients", Assert.Throws<ArgumentException>(() => accumulator.Add(new float[3], 1)).ParamName);
        FitOptions options = new() { Epochs = 1, Optimizer = new Sgd(), AccumulationSteps = 0 };
        Assert.Equal(
            "options.AccumulationSteps",
            Assert.Throws<ArgumentOutOfRangeException>(() => Fit.Run(trainer, Samples.Clusters(8, 6, 3, seed: 1), options)).ParamName);
    }

    /// <summary>The parameters after one step over all samples.</summary>
    private static float[] Step(Dataset training, int batchSize, int accumulationSteps, double learningRate)
    {
        PlainNet net = new(seed: 1);
        using PlainNet.Trainer trainer = new(net, batchSize);
        Sgd optimizer = new(learningRate);
        Fit.Run(trainer, training, new FitOptions { Epochs = 1, Optimizer = optimizer, AccumulationSteps = accumulationSteps });
        Assert.Equal(1, optimizer.StepCount);
        return net.Parameters.Trainable.ToArray();
    }

    /// <summary>Σ|gᵢ|/N for every parameter, from the gradient of each sample.</summary>
    private static double[] Magnitudes(Dataset training)
    {
        PlainNet net = new(seed: 1);
        using PlainNet.Trainer trainer = new(net, 1);
        double[] sums = new double[net.Parameters.Layout.TrainableLength];
        float[] gradient = new float[3];
        for (int sample = 0; sample < training.Count; sample++)
        {
            Dataset one = training.Slice(sample, 1);
            new SoftmaxCrossEntropy().Evaluate(trainer.Forward(one.Inputs.Span), one.Labels.Span, gradient);
            trainer.Backward(gradient);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += Math.Abs((double)trainer.Gradients[i]) / training.Count;
            }
        }

        return sums;
    }
}
