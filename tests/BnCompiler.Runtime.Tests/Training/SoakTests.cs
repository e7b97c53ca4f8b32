using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

/// <summary>Ten thousand steps: memory does not grow, and no step allocates. Alone, because allocations are counted over the whole process.</summary>
[Collection(nameof(Alone))]
public class SoakTests
{
    private const int Steps = 10_000;

    /// <summary>
    /// The calling thread's allocations are counted exactly. Those of the workers are among the whole process', where the test runner allocates now and then too: but the
    /// smallest object takes 24 bytes, so a worker that allocated in each of the four passes of a step would show 96 in the quietest round as well. Where two threads share
    /// a core, a step takes a hundred times as long; so they take fewer.
    /// </summary>
    [Theory]
    [InlineData(1, 10, Steps / 10)]
    [InlineData(2, 5, 200)]
    public void StepsByHand_AllocateNothing(int threads, int rounds, int steps)
    {
        Dataset training = Samples.Clusters(8, 128, 3, seed: 1);
        SmallNet net = new(seed: 3);
        using SmallNet.Trainer trainer = new(net, batchSize: 8, threads);
        Adam optimizer = new(1e-4) { Gauge = ScaleGauge.UnitNorm, WeightDecay = 1e-4 };
        ExponentialMovingAverage average = new();
        GradientAccumulator accumulator = new(net.Parameters.Layout);
        SoftmaxCrossEntropy loss = new();
        float[] gradient = new float[8 * 3];

        void Run(int count)
        {
            for (int step = 0; step < count; step++)
            {
                accumulator.Clear();
                for (int start = 0; start < 8; start += 4)
                {
                    ReadOnlySpan<float> outputs = trainer.Forward(training.Inputs.Span.Slice(start * 128, 4 * 128));
                    Span<float> part = gradient.AsSpan(0, outputs.Length);
                    loss.Evaluate(outputs, training.Labels.Span.Slice(start, 4), part);
                    trainer.Backward(part);
                    accumulator.Add(trainer, 4);
                }

                GradientNorm.Clip(accumulator.Mean, 1);
                optimizer.Step(net.Parameters, accumulator.Mean);
                average.Update(trainer);
            }
        }

        Run(100);
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        long thread = GC.GetAllocatedBytesForCurrentThread();
        long quietest = long.MaxValue;
        for (int round = 0; round < rounds; round++)
        {
            long process = GC.GetTotalAllocatedBytes(precise: true);
            Run(steps);
            quietest = Math.Min(quietest, GC.GetTotalAllocatedBytes(precise: true) - process);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - thread);
        Assert.InRange(quietest, 0, 48 * steps);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - heap, long.MinValue, 48 * rounds * steps);
        Assert.DoesNotContain(net.Parameters.Block.ToArray(), value => !float.IsFinite(value));
    }

    /// <summary>Without a listener, all that Fit allocates is at its beginning and at the end of an epoch.</summary>
    [Fact]
    public void TenThousandStepsOfFit_AllocateNothing()
    {
        SmallNet net = new(seed: 3);
        using SmallNet.Trainer trainer = new(net, batchSize: 4);
        CountingLoss loss = new();
        Fit.Run(trainer, Samples.Clusters(2 * 4 * Steps, 128, 3, seed: 1), new FitOptions
        {
            Epochs = 1,
            Optimizer = new Sgd(1e-3) { Momentum = 0.9 },
            Loss = loss,
            AccumulationSteps = 2,
            MaxGradientNorm = 1,
            Average = new ExponentialMovingAverage(),
            Schedule = LearningRateSchedule.CosineAnnealing(),
        });
        Assert.Equal(2 * Steps, loss.Calls);
        Assert.Equal(0, loss.Allocated);
    }

    /// <summary>Measures what its thread allocates from the hundredth call to the last.</summary>
    private sealed class CountingLoss : Loss
    {
        private readonly SoftmaxCrossEntropy _loss = new();
        private long _start;

        public int Calls { get; private set; }

        public long Allocated { get; private set; }

        public override double Evaluate(ReadOnlySpan<float> outputs, int outputLength, TargetBatch targets, Span<float> gradient = default)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            _start = ++Calls == 100 ? now : _start;
            Allocated = now - _start;
            return _loss.Evaluate(outputs, outputLength, targets, gradient);
        }

        public override void Check(Dataset dataset, int outputLength) => _loss.Check(dataset, outputLength);
    }
}

/// <summary>Tests that nothing may run beside.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
