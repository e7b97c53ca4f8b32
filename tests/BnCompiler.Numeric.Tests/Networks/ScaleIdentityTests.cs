using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// Two identities in every BatchNorm that follows weights. The bias in front of it has no gradient: ∂L/∂b = 0. And the scale of a row of weights is almost free: ⟨w, ∂L/∂w⟩ =
/// ε/(σ² + ε) · γ · ∂L/∂γ per channel. With the declared ε that is nearly 0 beside ‖w‖·‖∂L/∂w‖; with a large one both sides stand out of rounding.
/// </summary>
public sealed class ScaleIdentityTests(ScaleIdentityTests.Compiled compiled) : IClassFixture<ScaleIdentityTests.Compiled>
{
    private const double LargeEpsilon = 8;

    // u of float64 over u of float32: the reference's bounds are for float32, and roundings of float64 add up in the same way.
    private const double Float64 = 1.0 / (1 << 29);

    private static readonly string[] Names = [.. SampleNetworks.All.Keys];

    public static TheoryData<string> Cases => [.. Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ABiasInFrontOfABatchNormHasNoGradient(string name)
    {
        using var run = Run(name, large: false);
        foreach (var site in Sites(SampleNetworks.All[name]))
        {
            foreach (var bias in run.Reference.Layers[site.Weights].Parameters.Skip(1))
            {
                Assert.Contains(compiled.Declared[Array.IndexOf(Names, name)].Parameters.Layout.Eliminated, eliminated => eliminated.Name == bias.Name);
                for (int i = 0; i < bias.Length; i++)
                {
                    Assert.True(Math.Abs(bias.Gradient[i]) <= Rounding.Safety * Float64 * bias.GradientErrors[i], $"{name}: ∂L/∂{bias.Name}[{i}] = {bias.Gradient[i]:R} in float64.");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void WeightsAreOrthogonalToTheirGradientsUpToEpsilon(string name)
    {
        using var run = Run(name, large: false);
        foreach (var site in Sites(SampleNetworks.All[name]))
        {
            double sharpest = Check(name, run, compiled.Declared[Array.IndexOf(Names, name)], site, channel => channel.Bound / (channel.WeightNorm * channel.GradientNorm));
            Assert.True(sharpest < 0.01, $"{name}: no bound in front of layer {site.BatchNorm} is far below ‖w‖·‖∂L/∂w‖ ({sharpest:E1}): orthogonality was not tested.");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void WeightsAndTheirGradientsMeetInEpsilon(string name)
    {
        using var run = Run(name, large: true);
        foreach (var site in Sites(SampleNetworks.All[name]))
        {
            double sharpest = Check(name, run, compiled.Large[Array.IndexOf(Names, name)], site, channel => channel.Bound / Math.Abs(channel.Product));
            Assert.True(sharpest < 0.2, $"{name}: no product in front of layer {site.BatchNorm} stands out of the rounding ({sharpest:E1}): the identity was not tested.");
        }
    }

    /// <summary>Checks every channel of a BatchNorm, and returns the least of a measure over them.</summary>
    private static double Check(string name, NetworkComparison run, NetworkUnderTest network, Site site, Func<Channel, double> measure)
    {
        var (weights, batchNorm) = Local(run.Reference, site);
        var scale = batchNorm.Parameters[0];
        float[] weightGradient = Gradient(network, run.Trainer, weights.Name);
        float[] scaleGradient = Gradient(network, run.Trainer, scale.Name);
        int row = weights.Length / weights.Shape[0];
        double least = double.PositiveInfinity;
        for (int c = 0; c < weights.Shape[0]; c++)
        {
            var batch = batchNorm.Statistics[c];
            double share = batch.Epsilon / (batch.Variance + batch.Epsilon);
            double left = 0;
            double right = share * scale.Values[c] * scaleGradient[c];
            double varianceError = ((ReferenceBatchNorm)run.Reference.Layers[site.BatchNorm]).Statistics[c].VarianceError;
            double bound = Rounding.Safety * ((share * Math.Abs(scale.Values[c]) * scale.GradientErrors[c]) + (Math.Abs(right) * varianceError / (batch.Variance + batch.Epsilon)));
            double weightNorm = 0;
            double gradientNorm = 0;
            for (int i = c * row; i < (c + 1) * row; i++)
            {
                left += weights.Values[i] * weightGradient[i];
                bound += Rounding.Safety * Math.Abs(weights.Values[i]) * weights.GradientErrors[i];
                weightNorm += weights.Values[i] * weights.Values[i];
                gradientNorm += (double)weightGradient[i] * weightGradient[i];
            }

            Assert.True(
                Math.Abs(left - right) <= bound + Rounding.Tiny,
                $"{name}, {scale.Name}, channel {c}: ⟨w, ∂L/∂w⟩ = {left:R}, ε/(σ²+ε)·γ·∂L/∂γ = {right:R}, ± {bound:E2}.");
            // Where γ is 0, or a ReLU behind lets nothing back, there is nothing to tell apart.
            least = right == 0 || gradientNorm == 0 ? least : Math.Min(least, measure(new Channel(right, bound, Math.Sqrt(weightNorm), Math.Sqrt(gradientNorm))));
        }

        return least;
    }

    /// <summary>
    /// The two layers by themselves, with what reaches them taken as exact: the identity holds for any input and any gradient behind it, so that roundings elsewhere do not
    /// count.
    /// </summary>
    private static (ReferenceParameter Weights, ReferenceBatchNorm BatchNorm) Local(ReferenceNetwork reference, Site site)
    {
        var weights = Copy(reference, site.Weights);
        var batchNorm = (ReferenceBatchNorm)Copy(reference, site.BatchNorm);
        batchNorm.Forward(weights.Forward(reference.Values[reference.Spec.Sources(site.Weights)[0]].AsExact(), training: true), training: true);
        weights.Backward(batchNorm.Backward(reference.Gradients[site.BatchNorm + 1]!.AsExact()));
        return (weights.Parameters[0], batchNorm);
    }

    private static ReferenceLayer Copy(ReferenceNetwork reference, int layer)
    {
        var copy = reference.Spec.Layers[layer].Build(reference.Layers[layer].Name, reference.Spec.Shapes()!.Value[reference.Spec.Sources(layer)[0]]);
        foreach (var (to, from) in copy.Parameters.Zip(reference.Layers[layer].Parameters))
        {
            from.Values.CopyTo(to.Values, 0);
        }

        return copy;
    }

    private static float[] Gradient(NetworkUnderTest network, NetworkTrainer trainer, string name)
    {
        var parameter = network.Parameters[name];
        return trainer.Gradients.Slice(parameter.Offset, parameter.Length).ToArray();
    }

    /// <summary>The BatchNorms that are the only reader of a convolution or a linear layer.</summary>
    private static IEnumerable<Site> Sites(NetSpec spec) =>
        from layer in Enumerable.Range(0, spec.Layers.Length)
        where spec.Layers[layer] is BatchNormSpec
        let source = spec.Sources(layer)[0]
        where source > 0 && spec.Layers[source - 1] is Conv2dSpec or LinearSpec
        where Enumerable.Range(0, spec.Layers.Length).Sum(reader => spec.Sources(reader).Count(read => read == source)) == 1
        select new Site(source - 1, layer);

    private NetworkComparison Run(string name, bool large)
    {
        int index = Array.IndexOf(Names, name);
        var spec = large ? WithLargeEpsilon(SampleNetworks.All[name]) : SampleNetworks.All[name];
        var run = new NetworkComparison(spec, (large ? compiled.Large : compiled.Declared)[index], seed: index + 3, threads: 1, new Comparison());
        run.CheckTraining();
        return run;
    }

    private static NetSpec WithLargeEpsilon(NetSpec spec) =>
        spec with { Layers = [.. spec.Layers.Select(layer => layer is BatchNormSpec batchNorm ? batchNorm with { Epsilon = LargeEpsilon } : layer)] };

    /// <summary>All networks with their ε and with a large one, in one compilation each, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks Declared { get; } = new([.. SampleNetworks.All.Values]);

        internal CompiledNetworks Large { get; } = new([.. SampleNetworks.All.Values.Select(WithLargeEpsilon)]);

        public void Dispose()
        {
            Declared.Dispose();
            Large.Dispose();
        }
    }

    /// <summary>Indices of a layer with weights and of the BatchNorm behind it.</summary>
    private sealed record Site(int Weights, int BatchNorm);

    /// <param name="Product">ε/(σ² + ε) · γ · ∂L/∂γ.</param>
    /// <param name="Bound">How far rounding may move the two sides apart.</param>
    private sealed record Channel(double Product, double Bound, double WeightNorm, double GradientNorm);
}
