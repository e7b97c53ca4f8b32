using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Reshapes between features, sequences and images, beside weights, with borders, read twice, and with what may pass them.</summary>
internal static class ReshapeNetworks
{
    private static readonly Extent Image = Extent.Image(3, 4, 6);

    public static IReadOnlyDictionary<string, NetSpec> All { get; } = Build().ToDictionary(pair => pair.Name, pair => pair.Spec);

    private static IEnumerable<(string Name, NetSpec Spec)> Build() => [.. Between(), .. Beside(), .. Passing()];

    private static IEnumerable<(string Name, NetSpec Spec)> Between()
    {
        Extent[] shapes =
        [
            Extent.Features(72), Extent.Sequence(3, 24), Extent.Sequence(24, 3), Extent.Sequence(1, 72), Extent.Sequence(72, 1), Extent.Image(3, 6, 4), Extent.Image(18, 2, 2),
            Extent.Image(1, 8, 9), Extent.Image(72, 1, 1), Extent.Image(2, 1, 36),
        ];
        foreach (var from in shapes)
        {
            foreach (var to in shapes.Where(shape => shape != from))
            {
                yield return ($"Reshape [{from}] to [{to}]", new(from, new TanhSpec(), new ReshapeSpec(to), new PReLUSpec(to.Channels), new ReshapeSpec(from)) { Batch = 2 });
            }
        }
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Beside()
    {
        yield return ("Linear, Reshape, padded Conv", new(Extent.Features(5), new LinearSpec(72), new ReLUSpec(), new ReshapeSpec(Image) { Open = 0 }, new Conv2dSpec(4, new Window(3) { Padding = 1 })));
        yield return ("Conv, Reshape to a sequence, Conv1d", new(Image, new Conv2dSpec(17, new Window(1)), new ReshapeSpec(Extent.Sequence(17, 24)) { Open = 1 }, new Conv1dSpec(5, 3) { Padding = 1 }));
        yield return ("Conv, Reshape to features, Linear", new(Image, new Conv2dSpec(5, new Window(2)), new ReshapeSpec(Extent.Features(75)) { Open = 0 }, new LinearSpec(4)));
        yield return ("Conv, Reshape to features at the end", new(Image, new Conv2dSpec(5, new Window(2)), new ReshapeSpec(Extent.Features(75))));
        yield return ("Conv, Reshape, read twice", new(
            Image, new Conv2dSpec(4, new Window(1)) { Name = "a" }, new ReshapeSpec(Extent.Sequence(12, 8)), new Conv1dSpec(12, 3) { Padding = 1 }, new AddSpec("reshape1"),
            new ReshapeSpec(Extent.Image(4, 4, 6)), new AddSpec("a"), new Conv2dSpec(3, new Window(3) { Padding = 1 })));
        yield return ("Reshape of the input, twice", new(Extent.Features(24), new ReshapeSpec(Extent.Image(2, 3, 4)), new ReshapeSpec(Extent.Sequence(4, 6)), new Conv1dSpec(3, 2)));
        yield return ("Decoder", new(
            Extent.Features(6), new LinearSpec(64), new BatchNormSpec(), new ReLUSpec(), new ReshapeSpec(Extent.Image(16, 2, 2)) { Open = 1 },
            new ConvTranspose2dSpec(8, new Window(2) { Stride = 2 }), new BatchNormSpec(), new ReLUSpec(), new ConvTranspose2dSpec(1, new Window(2) { Stride = 2 }), new SigmoidSpec())
        { Batch = 5 });
    }

    /// <summary>Biases and BatchNorms that may move over a reshape, and that may not.</summary>
    private static IEnumerable<(string Name, NetSpec Spec)> Passing()
    {
        foreach (var values in new[] { BatchNormValues.Usual, BatchNormValues.SignedGamma, BatchNormValues.FarMean })
        {
            var batchNorm = new BatchNormSpec { Values = values };
            yield return ($"{values}: Conv, Reshape to as many channels, BatchNorm", new(Image, new Conv2dSpec(5, new Window(1)), new ReshapeSpec(Extent.Sequence(5, 24)), batchNorm, new ReLUSpec()));
            yield return ($"{values}: Conv, Reshape to more channels, BatchNorm", new(Image, new Conv2dSpec(5, new Window(1)), new ReshapeSpec(Extent.Image(20, 2, 3)), batchNorm, new ReLUSpec()));
            yield return ($"{values}: Conv, Reshape to fewer channels, BatchNorm", new(Image, new Conv2dSpec(4, new Window(1)), new ReshapeSpec(Extent.Sequence(2, 48)), batchNorm, new ReLUSpec()));
            yield return ($"{values}: Conv, Reshape across channels, BatchNorm", new(Image, new Conv2dSpec(3, new Window(1)), new ReshapeSpec(Extent.Sequence(4, 18)), batchNorm, new TanhSpec()));
            yield return ($"{values}: BatchNorm, Reshape to more channels, Conv1d", new(Image, new ReLUSpec(), batchNorm, new ReshapeSpec(Extent.Sequence(12, 6)), new Conv1dSpec(4, 1)));
            yield return ($"{values}: BatchNorm, Reshape to fewer channels, Conv1d", new(Extent.Sequence(6, 8), new ReLUSpec(), batchNorm, new ReshapeSpec(Extent.Sequence(3, 16)), new Conv1dSpec(4, 1)));
        }
    }
}
