using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// In front of a BatchNorm, the scale of a row of weights is almost free: ⟨w, ∂L/∂w⟩ = ε/(σ² + ε) · γ · ∂L/∂γ per channel. ε is large here, so that neither
/// side vanishes in rounding.
/// </summary>
public sealed class ScaleIdentityTests
{
    private static readonly BatchNormSpec BatchNorm = new(Epsilon: 0.5) { Values = BatchNormValues.SignedGamma };

    public static TheoryData<string> Cases => [.. Networks.Keys];

    private static Dictionary<string, NetSpec> Networks { get; } = new()
    {
        ["Linear"] = new(Extent.Features(6), new LinearSpec(9), BatchNorm, new TanhSpec(), new LinearSpec(3)) { Batch = 5 },
        ["Conv"] = new(Extent.Image(3, 7, 6), new Conv2dSpec(17, new Window(3) { Padding = 1 }), BatchNorm, new ReLUSpec()),
        ["Depthwise"] = new(Extent.Image(9, 7, 6), new Conv2dSpec(9, new Window(3) { Padding = 1 }, 9, Bias: false), BatchNorm, new SigmoidSpec()),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void WeightsAndTheirGradientsMeetInEpsilon(string name)
    {
        var spec = Networks[name];
        using var compiled = new CompiledNetworks(spec);
        var network = compiled[0];
        using var run = new NetworkComparison(spec, network, seed: 3, threads: 1, new Comparison());
        run.CheckTraining();

        var weights = run.Reference.Layers[0].Parameters[0];
        var batchNorm = (ReferenceBatchNorm)run.Reference.Layers[1];
        var scale = batchNorm.Parameters[0];
        var weightGradient = Gradient(network, run.Trainer, weights.Name);
        var scaleGradient = Gradient(network, run.Trainer, scale.Name);
        int row = weights.Length / weights.Shape[0];
        double largest = 0;
        for (int c = 0; c < weights.Shape[0]; c++)
        {
            var batch = batchNorm.Statistics[c];
            double share = batch.Epsilon / (batch.Variance + batch.Epsilon);
            double left = 0;
            double bound = 0;
            for (int i = c * row; i < (c + 1) * row; i++)
            {
                left += weights.Values[i] * weightGradient[i];
                bound += Rounding.Safety * Math.Abs(weights.Values[i]) * weights.GradientErrors[i];
            }

            double right = share * scale.Values[c] * scaleGradient[c];
            bound += Rounding.Safety * share * Math.Abs(scale.Values[c]) * scale.GradientErrors[c];
            Assert.True(Math.Abs(left - right) <= bound, $"{name}, channel {c}: ⟨w, ∂L/∂w⟩ = {left:R}, ε/(σ²+ε)·γ·∂L/∂γ = {right:R}, ± {bound:E2}.");
            largest = Math.Max(largest, Math.Abs(right) - (20 * bound));
        }

        Assert.True(largest > 0, "No channel has a product that stands out of the rounding: the identity was not tested.");
    }

    private static float[] Gradient(NetworkUnderTest network, NetworkTrainer trainer, string name)
    {
        var parameter = network.Parameters[name];
        return trainer.Gradients.Slice(parameter.Offset, parameter.Length).ToArray();
    }
}
