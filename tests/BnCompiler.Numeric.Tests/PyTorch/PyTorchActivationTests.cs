using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Numeric.Tests.Kernels;
using BnCompiler.Numeric.Tests.Networks;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.PyTorch;

/// <summary>
/// Elementwise functions and their slopes mean the same to the reference and to the emitted kernels as to PyTorch, at kinks, near 0 and far out:
/// <c>activations.json</c>.
/// </summary>
public sealed class PyTorchActivationTests
{
    private static readonly PyTorchActivations Recorded = PyTorchFile.Read<PyTorchActivations>("activations.json");

    private static readonly Extent Points = Extent.Features(Recorded.Points.Length);

    private static readonly Layout Row = Layout.For(new Shape(Recorded.Points.Length));

    private static readonly Dictionary<string, (LayerSpec Spec, ActivationLayer Layer)> Layers = new (LayerSpec Spec, ActivationLayer Layer)[]
    {
        (new ReLUSpec(), new ReLULayer()),
        (new LeakyReLUSpec(-0.5), new LeakyReLULayer(-0.5)),
        (new SigmoidSpec(), new SigmoidLayer()),
        (new TanhSpec(), new TanhLayer()),
        (new ReLU6Spec(), new ReLU6Layer()),
        (new ELUSpec(), new ELULayer(1)),
        (new ELUSpec(2.5), new ELULayer(2.5)),
        (new ELUSpec(0), new ELULayer(0)),
        (new ELUSpec(-1.5), new ELULayer(-1.5)),
        (new GELUSpec(), new GELULayer(isTanh: false)),
        (new GELUSpec("tanh"), new GELULayer(isTanh: true)),
        (new SiLUSpec(), new SiLULayer()),
        (new HardSwishSpec(), new HardSwishLayer()),
        (new HardSigmoidSpec(), new HardSigmoidLayer()),
        (new ClampSpec(-0.5, 0.75), new ClampLayer(-0.5, 0.75)),
        (new ClampSpec(3, 6), new ClampLayer(3, 6)),
    }.ToDictionary(pair => pair.Spec.Render());

    private static readonly Lazy<EmittedKernels> Emitted = new(() => new(Layers.Values.SelectMany(pair => new Kernel[] { Forward(pair.Layer), Gradient(pair.Layer) })));

    public static TheoryData<string> Cases => [.. Layers.Keys];

    /// <summary>All but PReLU, which is a LeakyReLU with a slope that is a parameter.</summary>
    [Fact]
    public void EveryElementwiseLayerIsCompared() => Assert.Equal(
        typeof(ActivationLayer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ActivationLayer)) && type != typeof(PReLULayer)).Select(type => type.Name).Order(StringComparer.Ordinal),
        Layers.Values.Select(pair => pair.Layer.GetType().Name).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReferenceEqualsPyTorch(string name)
    {
        var expected = Recorded.Cases.Single(candidate => candidate.Name == name);
        var (outputs, slopes) = Reference(name);
        AssertEqual("output", expected.Y, outputs.Values);
        AssertEqual("slope", expected.Slope, slopes.Values);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void KernelsEqualTheReference(string name)
    {
        var layer = Layers[name].Layer;
        var (outputs, slopes) = Reference(name);
        var x = KernelImage.Input(Row, 1, new Queue<float>(Recorded.Points).Dequeue);
        var y = KernelImage.Output(Row, 1);
        Emitted.Value.Run(Forward(layer), 0, 1, x, y);
        var dy = KernelImage.Input(Row, 1, () => 1);
        var dx = KernelImage.Output(Row, 1);
        Emitted.Value.Run(Gradient(layer), 0, 1, layer.Activation.GradientFromInput ? x : y, dy, dx);

        var comparison = new Comparison();
        comparison.Check("output", Values(y), outputs.Values, outputs.Errors);
        comparison.Check("slope", Values(dx), slopes.Values, slopes.Errors);
    }

    private static (Volume Outputs, Volume Slopes) Reference(string name)
    {
        var reference = Layers[name].Spec.Build("layer", Points);
        var outputs = reference.Forward(Volume.Exact(Recorded.Points, 1, Points), training: true);
        return (outputs, reference.Backward(Volume.Exact([.. Enumerable.Repeat(1f, Points.Channels)], 1, Points)));
    }

    private static MapKernel Forward(ActivationLayer layer) => new(Row, Row, new EpilogueOperation[] { new ActivationOperation(layer.Activation) }.ToImmutableArray());

    private static MapGradientKernel Gradient(ActivationLayer layer) => new(layer.Activation, Row, Row, Row, Accumulate: false);

    private static float[] Values(KernelImage image) => [.. Enumerable.Range(0, Points.Channels).Select(c => image[0, c, 0, 0])];

    // PyTorch takes 1 + erf and 1 + tanh in float64, which cancel where they are near 0; and its 1/6 is a float32 in float64 too.
    private static void AssertEqual(string what, double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(actual[i] - expected[i]) <= 1e-14 + (Rounding.Unit * Math.Abs(expected[i])),
                $"{what} at {Recorded.Points[i]:R} is {actual[i]:R}, in PyTorch {expected[i]:R}.");
        }
    }

    private sealed record PyTorchActivations(float[] Points, PyTorchActivation[] Cases);

    private sealed record PyTorchActivation(string Name, double[] Y, double[] Slope);
}
