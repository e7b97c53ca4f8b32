using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Networks with layers that move, repeat or spread values: borders, sizes, the order of channels, transposed convolutions.</summary>
internal static class StructuralNetworks
{
    private static readonly Extent Image = Extent.Image(3, 5, 4);

    public static IEnumerable<(string Name, NetSpec Spec)> All() => [.. Placed(), .. Folded(), .. Transposed(), .. TransposedAndFolded()];

    /// <summary>Each layer on the network's input, and behind and in front of weights, around a whole vector of channels.</summary>
    private static IEnumerable<(string Name, NetSpec Spec)> Placed()
    {
        foreach (var layer in Layers())
        {
            yield return ($"{layer.Render()} on the input", new(Extent.Image(4, 5, 4), layer));
            foreach (int channels in new[] { 2, 16, 18, 34 })
            {
                yield return ($"{layer.Render()} of {channels}", new(Image, new Conv2dSpec(channels, new Window(1)), layer, new Conv2dSpec(3, new Window(3) { Padding = 1 })));
            }

            yield return ($"{layer.Render()}, Flatten, Linear", new(Image, new Conv2dSpec(6, new Window(2)), layer, new FlattenSpec(), new LinearSpec(5)));
            yield return ($"{layer.Render()} behind and in front of ReLU", new(Image, new Conv2dSpec(4, new Window(1)), new ReLUSpec(), layer, new ReLUSpec()));
        }

        yield return ("GlobalMaxPool of many positions", new(Extent.Image(3, 9, 11), new Conv2dSpec(5, new Window(1)), new GlobalMaxPool2dSpec(), new FlattenSpec(), new LinearSpec(3)));
        yield return ("ChannelShuffle between grouped convolutions", new(Extent.Image(6, 4, 4), new Conv2dSpec(12, new Window(1), 3), new ChannelShuffleSpec(3), new Conv2dSpec(12, new Window(3), 4)));
        yield return ("ChannelShuffle of 3 of 33", new(Image, new Conv2dSpec(33, new Window(1)), new ChannelShuffleSpec(3)));
        yield return ("ChannelShuffle, every channel a group", new(Image, new Conv2dSpec(17, new Window(1)), new ChannelShuffleSpec(17)));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Folded()
    {
        foreach (var values in new[] { BatchNormValues.SignedGamma, BatchNormValues.HostileGamma, BatchNormValues.TinyVariance })
        {
            var batchNorm = new BatchNormSpec { Values = values };
            foreach (var layer in Layers())
            {
                yield return ($"{values}: Conv, {layer.Render()}, BatchNorm", new(Image, new Conv2dSpec(6, new Window(1)), layer, batchNorm, new Conv2dSpec(2, new Window(1))));
                yield return ($"{values}: BatchNorm, {layer.Render()}, Conv", new(Image, new Conv2dSpec(6, new Window(1)), new ReLUSpec(), batchNorm, layer, new Conv2dSpec(2, new Window(1))));
            }
        }
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Transposed()
    {
        foreach (int count in new[] { 1, 3, 15, 16, 17, 33 })
        {
            yield return ($"ConvTranspose 3x3, {count} outputs", new(Image, new ConvTranspose2dSpec(count, new Window(3) { Padding = 1 })));
            yield return ($"ConvTranspose 2x2 stride 2, {count} inputs", new(Image, new Conv2dSpec(count, new Window(1)), new ConvTranspose2dSpec(5, new Window(2) { Stride = 2 }), new Conv2dSpec(2, new Window(1))));
        }

        var perAxis = new Window(3, 2) { StrideHeight = 2, PaddingHeight = 2, PaddingWidth = 1, DilationWidth = 3 };
        foreach (var (name, layer) in new (string, ConvTranspose2dSpec)[]
        {
            ("4x4 stride 2 padding 1", new(6, new Window(4) { Stride = 2, Padding = 1 })),
            ("3x3 stride 2, output padding", new(6, new Window(3) { Stride = 2, Padding = 1 }, Bias: false) { OutputPaddingHeight = 1, OutputPaddingWidth = 1 }),
            ("per axis", new(7, perAxis) { OutputPaddingHeight = 1, OutputPaddingWidth = 2 }),
            ("stride that steps over the output", new(5, new Window(2, 1) { Stride = 3 }) { OutputPaddingHeight = 2 }),
            ("1x1 stride 2", new(5, new Window(1) { Stride = 2 }, Bias: false)),
            ("stride and dilation with a common factor", new(4, new Window(3) { Stride = 2, Dilation = 2 }) { OutputPaddingWidth = 1 }),
            ("padding beyond the kernel", new(4, new Window(2) { Stride = 2, Padding = 2 })),
            ("groups 2", new(10, new Window(3) { Stride = 2 }, 2)),
            ("groups 2, more outputs than a vector", new(36, new Window(2) { Stride = 2 }, 2)),
            ("one group per channel", new(6, new Window(3) { Padding = 1 }, 6)),
            ("one group per channel, several outputs each", new(18, new Window(3) { Stride = 2, Padding = 1 }, 6, Bias: false)),
        })
        {
            yield return ($"ConvTranspose {name}", new(Image, new Conv2dSpec(6, new Window(1)), layer, new Conv2dSpec(3, new Window(3) { Padding = 1 })));
            yield return ($"ConvTranspose {name}, alone", new(Extent.Image(6, 5, 4), layer));
        }

        yield return ("ConvTranspose of one position", new(Extent.Image(18, 1, 1), new ConvTranspose2dSpec(9, new Window(4)), new ReLUSpec(), new ConvTranspose2dSpec(3, new Window(4) { Stride = 2, Padding = 1 }), new TanhSpec()) { Batch = 6 });
        yield return ("ConvTranspose of one position behind weights, 17 samples", new(Extent.Image(4, 1, 1), new Conv2dSpec(5, new Window(1)), new ConvTranspose2dSpec(3, new Window(2))) { Batch = 17 });
        yield return ("ConvTranspose to one position", new(Extent.Image(4, 3, 3), new ConvTranspose2dSpec(3, new Window(1) { Padding = 1 })));
        yield return ("ConvTranspose, Flatten, Linear", new(Image, new Conv2dSpec(2, new Window(1)), new ConvTranspose2dSpec(5, new Window(2) { Stride = 2 }), new FlattenSpec(), new LinearSpec(3)));
        yield return ("ConvTranspose, Dropout", new(Image, new Conv2dSpec(2, new Window(1)), new ConvTranspose2dSpec(5, new Window(2)), new DropoutSpec()));
        yield return ("ConvTranspose, LeakyReLU of negative slope", new(Image, new ConvTranspose2dSpec(5, new Window(3) { Stride = 2 }), new LeakyReLUSpec(-0.5)));
    }

    /// <summary>onnxruntime #14270 and its kin: the outputs are the second axis of the weight, and in groups.</summary>
    private static IEnumerable<(string Name, NetSpec Spec)> TransposedAndFolded()
    {
        foreach (var values in Enum.GetValues<BatchNormValues>())
        {
            var batchNorm = new BatchNormSpec { Values = values };
            foreach (int groups in new[] { 1, 2, 6 })
            {
                string name = $"{values}: groups {groups}";
                yield return ($"{name}, ConvTranspose, BatchNorm, ReLU", new(Image, new Conv2dSpec(6, new Window(1)), new ConvTranspose2dSpec(12, new Window(3) { Stride = 2, Padding = 1 }, groups), batchNorm, new ReLUSpec()));
                yield return ($"{name}, square ConvTranspose without bias, BatchNorm", new(Extent.Image(6, 3, 4), new ConvTranspose2dSpec(6, new Window(2), groups, Bias: false), batchNorm));
                yield return ($"{name}, BatchNorm, ConvTranspose", new(Extent.Image(6, 3, 4), new ReLUSpec(), batchNorm, new ConvTranspose2dSpec(6, new Window(2) { Stride = 2 }, groups)));
            }

            yield return ($"{values}: ConvTranspose, Upsample, BatchNorm", new(Image, new ConvTranspose2dSpec(5, new Window(2)), new UpsampleSpec(2, 2), batchNorm));
            yield return ($"{values}: ConvTranspose that steps over, BatchNorm", new(Image, new ConvTranspose2dSpec(5, new Window(1) { Stride = 2 }), batchNorm, new ReLUSpec()));
        }
    }

    private static IEnumerable<LayerSpec> Layers() =>
    [
        new GlobalMaxPool2dSpec(),
        new AdaptiveAvgPool2dSpec(2, 2),
        new AdaptiveAvgPool2dSpec(3, 3),
        new AdaptiveAvgPool2dSpec(7, 1),
        new ZeroPad2dSpec(1, 1, 1, 1),
        new ZeroPad2dSpec(0, 3, 2, 0),
        new UpsampleSpec(2, 2),
        new UpsampleSpec(1, 3),
        new UpsampleSpec(2, 2, Bilinear: true),
        new UpsampleSpec(3, 1, Bilinear: true),
        new ChannelShuffleSpec(2),
    ];
}
