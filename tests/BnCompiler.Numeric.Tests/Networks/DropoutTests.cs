using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Dropout in training: how many values go, what the others become, and that backward uses the mask of its forward.</summary>
public sealed class DropoutTests : IDisposable
{
    private const int Features = 997;
    private const int Batch = 7;
    private const double P = 0.3;

    private readonly CompiledNetworks compiled = new(
        new NetSpec(Extent.Features(Features), new DropoutSpec(P)),
        new NetSpec(Extent.Features(1), new LinearSpec(Features), new DropoutSpec(P)));

    public void Dispose() => compiled.Dispose();

    [Fact]
    public void DropsItsShareAndScalesTheRest()
    {
        using var trainer = compiled[0].CreateTrainer(Batch, threads: 2);
        float[] outputs = trainer.Forward(Ones(Batch * Features)).ToArray();

        float kept = (float)(1 / (1 - P));
        Assert.All(outputs, value => Assert.True(value == 0 || Math.Abs(value - kept) <= 2 * Rounding.Unit * kept, $"{value:R} is neither 0 nor {kept:R}."));
        for (int n = 0; n < Batch; n++)
        {
            AssertShare(outputs.AsSpan(n * Features, Features).Count(0f), Features, P);
        }

        Assert.NotEqual(outputs[..Features], outputs[Features..(2 * Features)]);
    }

    [Fact]
    public void DrawsAnewEachStepAndRepeatsFromItsState()
    {
        using var trainer = compiled[0].CreateTrainer(Batch, threads: 2);
        float[] inputs = Ones(Batch * Features);
        ulong state = trainer.RandomState;
        float[] first = trainer.Forward(inputs).ToArray();
        float[] second = trainer.Forward(inputs).ToArray();
        trainer.RandomState = state;
        float[] again = trainer.Forward(inputs).ToArray();

        Assert.Equal(first, again);
        int bothDropped = first.Zip(second).Count(pair => pair is { First: 0, Second: 0 });
        AssertShare(bothDropped, first.Length, P * P);
    }

    [Fact]
    public void MasksDependOnTheStateNotOnTheThreads()
    {
        using var one = compiled[0].CreateTrainer(Batch, threads: 1);
        using var two = compiled[0].CreateTrainer(Batch, threads: 2);
        float[] inputs = Ones(Batch * Features);
        Assert.Equal(one.Forward(inputs).ToArray(), two.Forward(inputs).ToArray());
    }

    [Fact]
    public void BackwardUsesTheMaskOfForward()
    {
        var network = compiled[1];
        network.Parameters["linear1.weight"].Values.Fill(1);
        using var trainer = network.CreateTrainer(batchSize: 1, threads: 1);
        float[] outputs = trainer.Forward([1f]).ToArray();
        trainer.Backward(Ones(Features));

        // y = m·(w·1 + b), so ∂L/∂b is the mask m itself, and y too.
        var bias = network.Parameters["linear1.bias"];
        var gradient = trainer.Gradients.Slice(bias.Offset, bias.Length);
        for (int i = 0; i < Features; i++)
        {
            float whole = 1 + bias.Values[i];
            Assert.Equal(outputs[i] == 0, gradient[i] == 0);
            Assert.True(Math.Abs(outputs[i] - (gradient[i] * whole)) <= 4 * Rounding.Unit * Math.Abs(whole), $"Output {i} is {outputs[i]:R} behind a mask of {gradient[i]:R}.");
        }
    }

    [Fact]
    public void PredictionsDropNothing()
    {
        float[] inputs = Ones(Features);
        float[] outputs = new float[Features];
        using var trainer = compiled[0].CreateTrainer(Batch, threads: 1);
        trainer.Predict(inputs, outputs);
        Assert.Equal(inputs, outputs);
        compiled[0].Fold()(inputs, outputs);
        Assert.Equal(inputs, outputs);
    }

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];

    // Five standard deviations of a binomial count; the seed is fixed, so the test does not depend on luck.
    private static void AssertShare(int count, int trials, double p) =>
        Assert.InRange(count, (trials * p) - (5 * Math.Sqrt(trials * p * (1 - p))), (trials * p) + (5 * Math.Sqrt(trials * p * (1 - p))));
}
