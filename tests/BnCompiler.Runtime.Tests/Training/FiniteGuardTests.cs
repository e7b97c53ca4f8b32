using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

/// <summary>A run that meets a number that is not finite stops, says where it began, and leaves parameters and running statistics as they were before the step.</summary>
public class FiniteGuardTests
{
    /// <summary>Inputs of 1, so that the weights alone decide which layer overflows first.</summary>
    private static readonly Dataset Ones = new(Enumerable.Repeat(1f, 8 * 4).ToArray(), 4, new int[8]);

    [Theory]
    [InlineData(new[] { "linear3" }, "linear3")]
    [InlineData(new[] { "linear4" }, "linear4")]
    [InlineData(new[] { "linear4", "linear3" }, "linear3")]
    public void TheFirstLayerThatOverflows_IsNamed(string[] large, string expected)
    {
        DeepNet net = new(seed: 1);
        foreach (Parameter parameter in net.Parameters)
        {
            parameter.Values.Fill(parameter.Kind == ParameterKind.Weight ? 1 : 0);
        }

        foreach (string layer in large)
        {
            // Ones through ReLU or tanh arrive: a sum of at least four values of at least 0.99.
            net.Parameters[layer + ".weight"].Values.Fill(2e38f);
        }

        using DeepNet.Trainer trainer = new(net, batchSize: 8);
        uint[] before = Bits.Of(net.Parameters);
        ArithmeticException exception = Assert.Throws<ArithmeticException>(() => Fit.Run(trainer, Ones, Options()));
        Assert.StartsWith("The loss is NaN at step 1 of epoch 1;", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($"All inputs and parameters are finite; the first layer whose output is not is '{expected}'.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Bits.Of(net.Parameters));
    }

    /// <summary>tanh turns an infinite sum into 1, so that the loss is finite; where the infinity was an input, 0·∞ shows in a gradient.</summary>
    [Fact]
    public void AnOverflowThatTheLossDoesNotShow_IsNamedToo()
    {
        DeepNet net = new(seed: 1);
        net.Parameters["linear1.weight"].Values.Fill(2e38f);
        net.Parameters["linear2.weight"].Values.Fill(1);
        using DeepNet.Trainer trainer = new(net, batchSize: 8);
        uint[] before = Bits.Of(net.Parameters);
        ArithmeticException exception = Assert.Throws<ArithmeticException>(() => Fit.Run(trainer, Ones, Options()));
        Assert.Equal(
            "The gradient of 'linear2.weight' holds NaN, and of no parameter behind it, at step 1 of epoch 1. The first layer whose output is not finite is 'linear1'.", exception.Message);
        Assert.Equal(before, Bits.Of(net.Parameters));
    }

    /// <summary>A BatchNorm puts what it sees into its running statistics before anybody looks at the loss.</summary>
    [Fact]
    public void RunningStatistics_AreThoseOfTheStepBefore()
    {
        Dataset training = Samples.Clusters(40, 128, 3, seed: 1);
        float[] inputs = training.Inputs.ToArray();
        inputs.AsSpan(28 * 128, 128).Fill(3e38f);
        Dataset poisoned = new(inputs, 128, training.Labels);
        SmallNet net = new(seed: 3);
        using SmallNet.Trainer trainer = new(net, batchSize: 8, threads: 2);
        uint[] before = [];
        Recorder recorder = new(_ => before = Bits.Of(net.Parameters));

        // Micro-batches 0, 1 | 2, 3: the fourth overflows in the second step.
        FitOptions options = Options() with { AccumulationSteps = 2, Average = new ExponentialMovingAverage(), Shuffle = false, Progress = recorder };
        ArithmeticException exception = Assert.Throws<ArithmeticException>(() => Fit.Run(trainer, poisoned, options));
        Assert.Contains("at step 2 of epoch 1", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("the first layer whose output is not is 'conv1'.", exception.Message, StringComparison.Ordinal);
        Assert.Single(recorder.Reports);
        Assert.Equal(before, Bits.Of(net.Parameters));
        Assert.Equal((1, 1), (options.Optimizer.StepCount, options.Average!.StepCount));
    }

    [Fact]
    public void AGradientThatOverflows_NamesTheParameterWhereItBegan()
    {
        DeepNet net = new(seed: 1);
        net.Parameters["linear4.weight"].Values.Fill(4);
        net.Parameters["linear3.weight"].Values.Clear();
        net.Parameters["linear3.bias"].Values.Fill(0.5f);
        using DeepNet.Trainer trainer = new(net, batchSize: 8);
        uint[] before = Bits.Of(net.Parameters);
        ArithmeticException exception = Assert.Throws<ArithmeticException>(() => Fit.Run(trainer, Ones, Options() with { Loss = new SteepLoss() }));
        Assert.StartsWith("The gradient of 'linear3.bias' holds Infinity", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("at step 1 of epoch 1. All outputs of layers are finite.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Bits.Of(net.Parameters));
    }

    [Fact]
    public void ALossThatOverflowsByItself_IsSaid()
    {
        DeepNet net = new(seed: 1);
        using DeepNet.Trainer trainer = new(net, batchSize: 8);
        string message = Assert.Throws<ArithmeticException>(() => Fit.Run(trainer, Ones, Options() with { Loss = new SteepLoss(double.NaN) })).Message;
        Assert.EndsWith("All inputs, parameters and outputs are finite: the loss itself is not.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSearch_NeedsAForwardPass()
    {
        DeepNet net = new(seed: 1);
        using DeepNet.Trainer trainer = new(net, batchSize: 8);
        Assert.Throws<InvalidOperationException>(() => trainer.FindNonFiniteLayer());
        trainer.Forward([1, 2, 3, 4]);
        Assert.Null(trainer.FindNonFiniteLayer());
        trainer.Forward([1, 2, 3, 4, 1, 2, float.NaN, 4]);
        Assert.Equal("input", trainer.FindNonFiniteLayer());
        trainer.Forward([1, 2, 3, 4]);
        Assert.Null(trainer.FindNonFiniteLayer());
        trainer.Backward(new float[3]);
        Assert.Throws<InvalidOperationException>(() => trainer.FindNonFiniteLayer());
    }

    private static FitOptions Options() => new() { Epochs = 1, Optimizer = new Sgd(0.01) };

    /// <summary>Gradients of 2e38 for the first output; four times that is no float.</summary>
    private sealed class SteepLoss(double loss = 1) : Loss
    {
        public override double Evaluate(ReadOnlySpan<float> outputs, int outputLength, TargetBatch targets, Span<float> gradient = default)
        {
            gradient.Clear();
            gradient[0] = 2e38f;
            return loss;
        }

        public override void Check(Dataset dataset, int outputLength)
        {
        }
    }
}
