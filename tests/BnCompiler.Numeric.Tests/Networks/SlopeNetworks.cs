using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>PReLU at every place where a kernel may compute it, with a slope per channel and with one.</summary>
internal static class SlopeNetworks
{
    private static readonly Extent Image = Extent.Image(3, 9, 7);

    public static IReadOnlyDictionary<string, NetSpec> All { get; } = Build().ToDictionary(pair => pair.Name, pair => pair.Spec);

    private static IEnumerable<(string Name, NetSpec Spec)> Build()
    {
        foreach (int count in new[] { 1, 3, 15, 16, 17, 33 })
        {
            var slopes = new PReLUSpec(count);
            yield return ($"PReLU of {count} behind Conv", new(Image, new Conv2dSpec(count, new Window(3) { Padding = 1 }), slopes, new Conv2dSpec(3, new Window(3) { Padding = 1 })));
            yield return ($"PReLU of {count} behind Linear", new(Extent.Features(9), new LinearSpec(count), slopes, new LinearSpec(4)) { Batch = 19 });
            yield return ($"PReLU of {count} behind Depthwise", new(Extent.Image(count, 5, 4), new Conv2dSpec(count, new Window(3) { Padding = 1 }, count), slopes));
        }

        yield return ("PReLU per channel on the input", new(Image, new PReLUSpec(3), new Conv2dSpec(4, new Window(3) { Padding = 1 })));
        yield return ("PReLU per feature behind Flatten", new(Extent.Image(2, 3, 2), new Conv2dSpec(3, new Window(1)), new FlattenSpec(), new PReLUSpec(18), new LinearSpec(4)));
        yield return ("PReLU of one slope behind Flatten", new(Extent.Image(2, 3, 2), new Conv2dSpec(3, new Window(1)), new FlattenSpec(), new PReLUSpec(), new LinearSpec(4)));
        yield return ("PReLU per channel behind pools", new(Image, new Conv2dSpec(6, new Window(1)), new MaxPool2dSpec(new Window(2) { Stride = 2 }), new PReLUSpec(6), new AvgPool2dSpec(new Window(2)), new PReLUSpec(6), new UpsampleSpec(2, 2), new PReLUSpec(6)));
        yield return ("PReLU per channel behind grouped and transposed", new(Image, new Conv2dSpec(36, new Window(1), 3), new PReLUSpec(36), new ConvTranspose2dSpec(20, new Window(2) { Stride = 2 }), new PReLUSpec(20)));
        yield return ("PReLU between BatchNorms", new(Image, new Conv2dSpec(18, new Window(1)), new BatchNormSpec { Values = BatchNormValues.SignedGamma }, new PReLUSpec(18), new BatchNormSpec(), new PReLUSpec()));
        yield return ("PReLU behind an addition", new(Image, new Conv2dSpec(6, new Window(1)), new PReLUSpec(6), new Conv2dSpec(6, new Window(3) { Padding = 1 }), new AddSpec("prelu1"), new PReLUSpec(6)));
        yield return ("PReLU over ReLU, the value read twice", new(Image, new Conv2dSpec(6, new Window(1)), new PReLUSpec(6), new ReLUSpec { From = "conv1" }, new ConcatSpec("prelu1"), new PReLUSpec(12)));
    }
}
