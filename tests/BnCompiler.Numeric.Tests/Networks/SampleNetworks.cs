using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>The networks of the samples, and of the shapes that samples have. What is proved about BatchNorm has to hold in each.</summary>
internal static class SampleNetworks
{
    private static readonly Window Padded = new(3) { Padding = 1 };
    private static readonly Window Halving = new(3) { Padding = 1, Stride = 2 };
    private static readonly MaxPool2dSpec Pool = new(new Window(2) { Stride = 2 });

    public static Dictionary<string, NetSpec> All { get; } = new()
    {
        ["FashionNet"] = new(
            Extent.Image(1, 28, 28),
            new Conv2dSpec(32, Padded), new BatchNormSpec(), new ReLUSpec(), Pool,
            new Conv2dSpec(64, Padded), new BatchNormSpec(), new ReLUSpec(), Pool,
            new FlattenSpec(), new LinearSpec(128), new BatchNormSpec(), new ReLUSpec(),
            new LinearSpec(10))
        { Batch = 4 },
        ["DriftNet"] = new(
            Extent.Image(1, 28, 28),
            new Conv2dSpec(8, Halving), new BatchNormSpec(), new ReLUSpec(),
            new Conv2dSpec(16, Halving), new BatchNormSpec(), new ReLUSpec(),
            new FlattenSpec(), new LinearSpec(32), new BatchNormSpec(), new ReLUSpec(),
            new LinearSpec(10))
        { Batch = 6 },
        ["Residual"] = new(
            Extent.Image(3, 10, 10),
            new Conv2dSpec(8, Padded), new BatchNormSpec(), new ReLUSpec(),
            new Conv2dSpec(8, Padded), new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(8, Padded), new BatchNormSpec(), new AddSpec("relu1"), new ReLUSpec(),
            new Conv2dSpec(12, Halving), new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(12, Padded), new BatchNormSpec { Name = "branch" },
            new Conv2dSpec(12, new Window(1) { Stride = 2 }, Bias: false) { From = "relu3" }, new BatchNormSpec(), new AddSpec("branch"), new ReLUSpec(),
            new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(5)),
        ["Inverted residual"] = new(
            Extent.Image(6, 8, 8),
            new Conv2dSpec(18, new Window(1), Bias: false), new BatchNormSpec(), new ReLU6Spec(),
            new Conv2dSpec(18, Padded, 18, Bias: false), new BatchNormSpec(), new ReLU6Spec(),
            new Conv2dSpec(6, new Window(1), Bias: false), new BatchNormSpec(), new AddSpec("input"),
            new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(5)),
        ["Hostile γ"] = new(
            Extent.Features(6), new LinearSpec(9), new BatchNormSpec { Values = BatchNormValues.SignedGamma }, new TanhSpec(), new LinearSpec(3))
        { Batch = 5 },
    };
}
