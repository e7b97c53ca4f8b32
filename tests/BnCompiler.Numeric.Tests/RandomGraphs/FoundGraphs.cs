using BnCompiler.Numeric.Tests.Networks;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>What random graphs found once, shrunk, under the name of what was wrong.</summary>
public sealed class FoundGraphs
{
    public static TheoryData<string> Cases => [.. Graphs.Keys];

    private static Dictionary<string, GraphCase> Graphs { get; } = new()
    {
        ["No tap of a transposed convolution reaches its output"] = new(Seed: 1, Spec: new(
            Extent.Image(6, 1, 13), new ConvTranspose2dSpec(3, new Window(1, 2) { StrideHeight = 3, Padding = 1, Dilation = 3 }) { OutputPaddingHeight = 2 }, new BatchNormSpec(), new ReLUSpec())),
        ["No tap of a transposed convolution reaches its output, no bias"] = new(Seed: 2, Spec: new(
            Extent.Image(3, 1, 1), new Conv2dSpec(3, new Window(1)), new ConvTranspose2dSpec(18, new Window(1) { Stride = 3, Padding = 1 }, Bias: false) { OutputPaddingHeight = 2, OutputPaddingWidth = 2 })),
        ["SiLU where its exponential underflows, in front of large factors"] = new(Seed: 70, Spec: new(
            Extent.Image(4, 5, 4), new Conv2dSpec(9, new Window(1)), new Conv2dSpec(1, new Window(1)), new SiLUSpec())
        { Batch = 5, InputOffset = 30 }),
        ["Depthwise rows of two whole tiles"] = new(Seed: 0, Spec: new(Extent.Image(3, 1, 8), new Conv2dSpec(3, new Window(1), 3, Bias: false))),
        ["A factor of a BatchNorm's gradient is subnormal, in front of large values"] = new(Seed: 339, Spec: new(
            Extent.Image(3, 9, 3), new BatchNormSpec(Frozen: true) { Values = BatchNormValues.TinyVariance }, new MultiplySpec("bn1"), new BatchNormSpec { Values = BatchNormValues.Hostile })
        { Batch = 1 }),
        ["The last entry is an output of an earlier value"] = new(Seed: 256, Spec: new(Extent.Features(1), new AddSpec("input"), new OutputSpec { From = "input" }) { Batch = 1 }),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void StayMended(string name) => Assert.Empty(GraphRun.Failures([Graphs[name]], new Comparison()));
}
