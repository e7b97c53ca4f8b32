using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Every kind of layer that keeps something per sample, per batch or per worker.</summary>
internal static class BatchSizeNetworks
{
    private static readonly Extent Image = Extent.Image(3, 8, 6);
    private static readonly Window Padded = new(3) { Padding = 1 };
    private static readonly Window Halves = new(2) { Stride = 2 };

    public static IReadOnlyDictionary<string, NetSpec> All { get; } = new Dictionary<string, NetSpec>
    {
        ["Linear"] = new(Extent.Features(19), new LinearSpec(37), new TanhSpec(), new LinearSpec(5)),
        ["Linear and BatchNorm"] = new(Extent.Features(9), new LinearSpec(18), new BatchNormSpec(), new ReLUSpec(), new LinearSpec(4), new BatchNormSpec()) { InputOffset = 3 },
        ["Conv and BatchNorm"] = new(Image, new Conv2dSpec(17, Padded), new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(5, Padded)),
        ["BatchNorm of one position"] = new(Image, new Conv2dSpec(6, Padded), new GlobalAvgPool2dSpec(), new BatchNormSpec(), new FlattenSpec(), new LinearSpec(3)),
        ["Depthwise and pointwise"] = new(
            Extent.Image(17, 6, 6), new Conv2dSpec(17, Padded, 17), new BatchNormSpec(), new ReLU6Spec(), new Conv2dSpec(20, new Window(1)), new BatchNormSpec()),
        ["Pools"] = new(Image, new Conv2dSpec(7, Padded), new MaxPool2dSpec(Halves), new AvgPool2dSpec(new Window(3) { Stride = 2, Padding = 1 }), new FlattenSpec(), new LinearSpec(4)),
        ["Norms of one sample"] = new(
            Image, new Conv2dSpec(6, Padded), new GroupNormSpec(3), new ReLUSpec(), new Conv2dSpec(4, Padded), new InstanceNormSpec(), new FlattenSpec(), new LinearSpec(8), new LayerNormSpec()),
        ["Residual"] = new(
            Image, new Conv2dSpec(6, Padded), new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(6, Padded), new BatchNormSpec(), new AddSpec("relu1"), new ReLUSpec(),
            new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(3)),
        ["Concat"] = new(
            Image, new Conv2dSpec(5, Padded), new ReLUSpec(), new Conv2dSpec(4, Padded) { From = "input" }, new BatchNormSpec(), new ConcatSpec("relu1"), new BatchNormSpec(), new Conv2dSpec(3, Padded)),
        ["Transposed conv and upsample"] = new(Image, new ConvTranspose2dSpec(4, Halves), new BatchNormSpec(), new ReLUSpec(), new MaxPool2dSpec(Halves), new UpsampleSpec(2, 2), new Conv2dSpec(3, Padded)),
        ["Dropout"] = new(Image, new Conv2dSpec(5, Padded), new BatchNormSpec(), new ReLUSpec(), new DropoutSpec(0.4), new FlattenSpec(), new LinearSpec(9), new DropoutSpec(0.2), new LinearSpec(3)),
    };
}
