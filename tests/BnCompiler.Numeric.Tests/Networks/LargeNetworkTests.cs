using System.Collections.Immutable;
using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Testing;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// A network with so much text that its kernels are in the library, every size a type, and its calls are shared methods: it computes what the reference does, written layer by
/// layer and with blocks.
/// </summary>
public sealed class LargeNetworkTests
{
    private const int Units = 6;
    private const int Width = 19;

    /// <summary>Images of 24, 12 and 6 columns, so that tiles differ; the same layers as <see cref="Blocks"/>.</summary>
    private static readonly NetSpec Spec = new(
        Extent.Image(3, 20, 24),
        ImmutableArray.Create<LayerSpec>([
            Conv(16, 3), new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(16, new Window(3) { Padding = 1 }, 16), new BatchNormSpec(), new ReLU6Spec(),
            Conv(40, 1), new BatchNormSpec(), new MaxPool2dSpec(new Window(2) { Stride = 2 }), new Conv2dSpec(40, new Window(3) { Padding = 1, Stride = 2 }, 40), new BatchNormSpec(), new HardSwishSpec(),
            new Conv2dSpec(Width, new Window(3) { Padding = 1 }) { Name = "head" },
            .. Enumerable.Range(0, Units).SelectMany(Unit),
            new ConvTranspose2dSpec(7, new Window(2) { Stride = 2 }), new BatchNormSpec(), new GELUSpec(), new FlattenSpec(), new LinearSpec(33), new BatchNormSpec(), new ReLUSpec(), new LinearSpec(5),
        ]))
    { Batch = 3 };

    private const string Blocks = """
        using BnCompiler;

        [Network(3, 20, 24)]
        [Conv2d(16, 3, Padding = 1, Bias = false), BatchNorm, ReLU, Conv2d(16, 3, Padding = 1, Groups = 16), BatchNorm, ReLU6]
        [Conv2d(40, 1, Bias = false), BatchNorm, MaxPool2d(2), Conv2d(40, 3, Padding = 1, Stride = 2, Groups = 40), BatchNorm, HardSwish]
        [Conv2d(19, 3, Padding = 1)]
        [Use<Unit>(19, Repeat = 6, Name = "units")]
        [ConvTranspose2d(7, 2, Stride = 2), BatchNorm, GELU, Flatten, Linear(33), BatchNorm, ReLU, Linear(5)]
        public sealed partial class Blocks;

        [Block]
        [BatchNorm, ReLU, Conv2d(Channels, 3, Padding = 1, Bias = false), BatchNorm, ReLU, Conv2d(Channels, 3, Padding = 1), Add("input")]
        internal sealed class Unit { public const int Channels = 4; }
        """;

    private readonly GeneratedNetwork generated = NetworkCompilation.Run(Blocks, "using BnCompiler;\n" + Spec.Render("Flat"));

    [Theory]
    [InlineData("Blocks")]
    [InlineData("Flat")]
    public void ItsKernelsAreInTheLibrary(string network)
    {
        Assert.Contains("BnCompiler.Kernels.g.cs", generated.Sources.Keys);
        Assert.DoesNotContain("file static class", generated.Sources[$"{network}.Training.g.cs"], StringComparison.Ordinal);
        Assert.Empty(generated.CompilerDiagnostics);
        Assert.Empty(generated.RecomputedSteps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ItComputesWhatItDeclares(int threads)
    {
        using var loaded = generated.Load();
        NetworkComparison.CheckAll(Spec, new NetworkUnderTest(loaded, "Flat"), seed: threads, threads, new Comparison());
    }

    [Fact]
    public void BlocksComputeWhatTheirLayersCompute()
    {
        using var loaded = generated.Load();
        NetworkUnderTest blocks = new(loaded, "Blocks"), flat = new(loaded, "Flat");
        SameNetworks.AssertEqual(flat, blocks, Spec.Batch, Spec.Input.Length, outputs: 5);
    }

    private static IEnumerable<LayerSpec> Unit(int index) =>
    [
        new BatchNormSpec(), new ReLUSpec(), Conv(Width, 3), new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(Width, new Window(3) { Padding = 1 }),
        new AddSpec(index == 0 ? "head" : $"unit{index - 1}") { Name = $"unit{index}" },
    ];

    private static Conv2dSpec Conv(int channels, int kernel) => new(channels, new Window(kernel) { Padding = kernel / 2 }, Groups: 1, Bias: false);
}
