using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// Two identities in every BatchNorm that follows weights. A bias in front of it would have no gradient: ∂L/∂b = 0. And the scale of a row of weights is almost free:
/// ⟨w, ∂L/∂w⟩ = ε/(σ² + ε) · γ · ∂L/∂γ per channel, summed where several BatchNorms read it. With the declared ε that is nearly 0 beside ‖w‖·‖∂L/∂w‖; with a large one both
/// sides stand out of rounding, which is why the networks have no Winograd here.
/// </summary>
public sealed class ScaleIdentityTests(ScaleIdentityTests.Compiled compiled) : IClassFixture<ScaleIdentityTests.Compiled>
{
    private const double LargeEpsilon = 1;

    // u of float64 over u of float32: the reference's bounds are for float32, and roundings of float64 add up in the same way.
    private const double Float64 = 1.0 / (1 << 29);

    /// <summary>How many BatchNorms of each network see the scale of weights: all but the first of DenseNet's first block, which reads a ReLU.</summary>
    private static readonly Dictionary<string, int> BatchNorms = new()
    {
        ["FashionNet"] = 3,
        ["DriftNet"] = 3,
        ["Residual"] = 6,
        ["Inverted residual"] = 3,
        ["Hostile γ"] = 1,
        ["ResNet18"] = 20,
        ["ResNet50"] = 53,
        ["MobileNetV2"] = 52,
        ["DenseNet121"] = 120,
        ["ResNet20"] = 21,
        ["UNet"] = 18,
        ["DenseNetSmall"] = 27,
        ["LeNet"] = 3,
        ["Mlp"] = 2,
        ["TinyMlp"] = 2,
    };

    public static TheoryData<string> Shallow => [.. SampleNetworks.All.Keys];

    public static TheoryData<string> All => [.. SampleNetworks.All.Keys, .. ModelZoo.Names];

    /// <summary>Not the deep networks: behind fifty layers some of their few values are the same for all samples, and a small ε makes large numbers of the rounding between them.</summary>
    [Theory]
    [MemberData(nameof(Shallow))]
    public void WeightsAreOrthogonalToTheirGradientsUpToEpsilon(string name)
    {
        var (spec, network) = compiled.Declared(name);
        CheckEveryBatchNorm(name, spec, network, (run, site) =>
        {
            double sharpest = CheckScale(name, run, site, row => row.Bound / row.Norms);
            Assert.True(sharpest < 0.01, $"{name}: no bound for layer {site.Weights} is far below ‖w‖·‖∂L/∂w‖ ({sharpest:E1}): orthogonality was not tested.");
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WeightsAndTheirGradientsMeetInEpsilon(string name)
    {
        var (spec, network) = compiled.Large(name);
        CheckEveryBatchNorm(name, spec, network, (run, site) =>
        {
            double sharpest = CheckScale(name, run, site, row => row.Bound / Math.Abs(row.Expected));
            Assert.True(sharpest < 0.2, $"{name}: no product in front of layer {site.Weights} stands out of the rounding ({sharpest:E1}): the identity was not tested.");
        });
    }

    /// <summary>Both identities for all weights of which only BatchNorms see the scale. They have to be those that the compiler says it of.</summary>
    private static void CheckEveryBatchNorm(string name, NetSpec spec, NetworkUnderTest network, Action<ScaleIdentityRun, ScaleSite> checkScale)
    {
        var sites = ScaleSite.Of(spec);
        var names = spec.Names();
        Assert.Equal(
            network.Parameters.Where(parameter => parameter.Facts.HasFlag(ParameterFacts.ScaleFreePerRow) && parameter.Kind == ParameterKind.Weight).Select(parameter => parameter.Name),
            sites.Select(site => $"{names[site.Weights]}.weight"));
        Assert.Equal(BatchNorms[name], sites.SelectMany(site => site.Readers).Select(reader => reader.BatchNorm).Distinct().Count());

        var run = new ScaleIdentityRun(spec, network, seed: 3);
        Assert.All(sites, site =>
        {
            CheckShift(run.Reference, network, site);
            checkScale(run, site);
        });
    }

    /// <summary>∂L/∂b of a bias behind the weights, whether there is one or not, in float64; where there is one, the compiled network does not have it.</summary>
    private static void CheckShift(ReferenceNetwork reference, NetworkUnderTest network, ScaleSite site)
    {
        var declared = reference.Layers[site.Weights].Parameters.Skip(1);
        Assert.All(declared, bias => Assert.Contains(network.Parameters.Layout.Eliminated, eliminated => eliminated.Name == bias.Name));
        var gradient = reference.Gradients[site.Weights + 1]!;
        var bias = new ReferenceParameter($"bias behind {reference.Layers[site.Weights].Name}", isTrainable: true, gradient.Channels);
        ReferenceBias.Backward(bias, gradient);
        for (int i = 0; i < bias.Length; i++)
        {
            Assert.True(Math.Abs(bias.Gradient[i]) <= Rounding.Safety * Float64 * bias.GradientErrors[i], $"∂L/∂({bias.Name})[{i}] = {bias.Gradient[i]:R} in float64.");
        }
    }

    /// <summary>Checks every row of the weights, and returns the least of a measure over them.</summary>
    private static double CheckScale(string name, ScaleIdentityRun run, ScaleSite site, Func<ScaleOfRow, double> measure)
    {
        double least = double.PositiveInfinity;
        foreach (var row in run.Rows(site))
        {
            Assert.True(
                Math.Abs(row.Product - row.Expected) <= row.Bound + Rounding.Tiny,
                $"{name}, {run.Reference.Layers[site.Weights].Name}, row {row.Row}: ⟨w, ∂L/∂w⟩ = {row.Product:R}, Σ ε/(σ²+ε)·γ·∂L/∂γ = {row.Expected:R}, ± {row.Bound:E2}.");
            // Where γ is 0, or a ReLU behind lets nothing back, there is nothing to tell apart.
            least = row.Expected == 0 || row.Norms == 0 ? least : Math.Min(least, measure(row));
        }

        return least;
    }

    /// <summary>The samples with their ε, and all networks with a large one, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        private static readonly string[] Samples = [.. SampleNetworks.All.Keys];

        private readonly CompiledNetworks declaredSamples = new([.. SampleNetworks.All.Values.Select(Exact)]);
        private readonly CompiledNetworks largeSamples = new([.. SampleNetworks.All.Values.Select(WithLargeEpsilon)]);
        private readonly ModelZoo largeZoo = new(LargeEpsilon);

        public void Dispose()
        {
            declaredSamples.Dispose();
            largeSamples.Dispose();
            largeZoo.Dispose();
        }

        internal (NetSpec Spec, NetworkUnderTest Network) Declared(string name) => (Exact(SampleNetworks.All[name]), declaredSamples[Array.IndexOf(Samples, name)]);

        internal (NetSpec Spec, NetworkUnderTest Network) Large(string name) =>
            SampleNetworks.All.TryGetValue(name, out var spec) ? (WithLargeEpsilon(spec), largeSamples[Array.IndexOf(Samples, name)]) : (largeZoo.Spec(name), largeZoo[name]);

        private static NetSpec Exact(NetSpec spec) => spec with { Winograd = false };

        private static NetSpec WithLargeEpsilon(NetSpec spec) =>
            Exact(spec) with { Layers = [.. spec.Layers.Select(layer => layer is BatchNormSpec batchNorm ? batchNorm with { Epsilon = LargeEpsilon } : layer)] };
    }
}
