using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Every layer by itself and behind weights, at the channel counts and windows where kernels have their edges.</summary>
internal static class LayerNetworks
{
    private static readonly Extent Image = Extent.Image(3, 9, 7);

    public static IReadOnlyDictionary<string, NetSpec> All { get; } = Build().ToDictionary(pair => pair.Name, pair => pair.Spec);

    private static IEnumerable<(string Name, NetSpec Spec)> Build() => [.. Weights(), .. BatchNorms(), .. Elementwise(), .. Pools(), .. Whole(), .. StructuralNetworks.All()];

    private static IEnumerable<(string Name, NetSpec Spec)> Weights()
    {
        foreach (int count in new[] { 1, 3, 15, 16, 17, 33, 65 })
        {
            yield return ($"Linear 17 to {count}", new(Extent.Features(17), new LinearSpec(count)));
            yield return ($"Linear {count} to 5, no bias", new(Extent.Features(count), new LinearSpec(5, Bias: false)));
            yield return ($"Conv 3x3 padded, {count} outputs", new(Image, new Conv2dSpec(count, new Window(3) { Padding = 1 })));
            yield return ($"Conv 3x3, {count} inputs", new(Extent.Image(count, 5, 6), new Conv2dSpec(4, new Window(3), Bias: false), new Conv2dSpec(2, new Window(1))));
            yield return ($"Depthwise {count}", new(Extent.Image(count, 6, 5), new Conv2dSpec(count, new Window(3) { Padding = 1, Stride = 2 }, count)));
        }

        yield return ("Linear 300 to 200 to 10", new(Extent.Features(300), new LinearSpec(200), new ReLUSpec(), new LinearSpec(10)) { Batch = 5 });
        foreach (int batch in new[] { 6, 16, 17, 33, 70 })
        {
            yield return ($"Linear, {batch} samples", new(Extent.Features(9), new LinearSpec(33), new TanhSpec(), new LinearSpec(4)) { Batch = batch });
        }

        yield return ("Conv and Linear, 35 samples", new(Extent.Image(2, 4, 4), new Conv2dSpec(5, new Window(3) { Padding = 1 }), new ReLUSpec(), new FlattenSpec(), new LinearSpec(3)) { Batch = 35 });
        yield return ("Conv stride, padding, dilation per axis", new(Image, new Conv2dSpec(6, new Window(3, 2) { StrideHeight = 2, PaddingHeight = 2, PaddingWidth = 1, DilationWidth = 3 })));
        yield return ("Conv 5x5 stride 3", new(Extent.Image(4, 11, 12), new Conv2dSpec(7, new Window(5) { Stride = 3, Padding = 2 })));
        yield return ("Conv wide row", new(Extent.Image(2, 3, 40), new Conv2dSpec(18, new Window(3) { Padding = 1 }), new ReLUSpec(), new Conv2dSpec(3, new Window(3) { Padding = 1 })));
        yield return ("Conv kernel as large as the input", new(Extent.Image(3, 4, 5), new Conv2dSpec(9, new Window(4, 5))));
        yield return ("Conv kernel larger than the input, padded", new(Extent.Image(3, 2, 3), new Conv2dSpec(5, new Window(5) { Padding = 2 })));
        yield return ("Conv that skips the last rows", new(Extent.Image(2, 8, 8), new Conv2dSpec(3, new Window(2) { Stride = 3 })));
        yield return ("Conv groups 2", new(Extent.Image(6, 6, 6), new Conv2dSpec(10, new Window(3) { Padding = 1 }, 2)));
        yield return ("Conv groups 3 of 16", new(Extent.Image(48, 4, 4), new Conv2dSpec(51, new Window(3) { Padding = 1 }, 3)));
        yield return ("Depthwise multiplier 3", new(Extent.Image(5, 6, 6), new Conv2dSpec(15, new Window(3) { Padding = 1 }, 5)));
        yield return ("Two convs, deep halo", new(Image, new Conv2dSpec(4, new Window(3) { Padding = 1 }), new Conv2dSpec(5, new Window(5) { Padding = 2 }), new Conv2dSpec(3, new Window(3) { Padding = 2, Dilation = 2 })));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> BatchNorms()
    {
        yield return ("BatchNorm on features", new(Extent.Features(17), new BatchNormSpec()) { Batch = 5 });
        yield return ("BatchNorm on an image", new(Image, new BatchNormSpec()));
        yield return ("BatchNorm, a single sample", new(Image, new BatchNormSpec(), new Conv2dSpec(2, new Window(3))) { Batch = 1 });
        yield return ("BatchNorm, two values", new(Extent.Features(9), new LinearSpec(8), new BatchNormSpec()) { Batch = 2 });
        yield return ("BatchNorm on features, 300 samples", new(Extent.Features(5), new LinearSpec(17), new BatchNormSpec(), new ReLUSpec(), new BatchNormSpec()) { Batch = 300, InputOffset = 30 });
        yield return ("BatchNorm on an image, 40 samples", new(Extent.Image(2, 6, 5), new Conv2dSpec(3, new Window(3)), new BatchNormSpec(), new ReLUSpec()) { Batch = 40 });
        yield return ("BatchNorm without affine", new(Image, new Conv2dSpec(5, new Window(3)), new BatchNormSpec(Affine: false), new TanhSpec()));
        yield return ("BatchNorm epsilon and momentum", new(Image, new Conv2dSpec(5, new Window(3)), new BatchNormSpec(1e-2, 0.4)));
        foreach (var values in Enum.GetValues<BatchNormValues>())
        {
            var batchNorm = new BatchNormSpec { Values = values };
            yield return ($"{values}: Conv, BatchNorm, ReLU", new(Image, new Conv2dSpec(17, new Window(3) { Padding = 1 }), batchNorm, new ReLUSpec()));
            yield return ($"{values}: Linear, BatchNorm", new(Extent.Features(6), new LinearSpec(11), batchNorm) { Batch = 5 });
            yield return ($"{values}: BatchNorm on the input of a padded conv", new(Image, batchNorm, new Conv2dSpec(4, new Window(3) { Padding = 1 })));
            yield return ($"{values}: Conv, MaxPool, BatchNorm", new(Image, new Conv2dSpec(8, new Window(3)), new MaxPool2dSpec(new Window(2) { Stride = 2 }), batchNorm, new ReLUSpec()));
            yield return ($"{values}: Conv, AvgPool, BatchNorm", new(Image, new Conv2dSpec(8, new Window(3)), new AvgPool2dSpec(new Window(3) { Stride = 2, Padding = 1 }), batchNorm));
            yield return ($"{values}: BatchNorm twice", new(Image, batchNorm, new BatchNormSpec(), new Conv2dSpec(3, new Window(1))));
            yield return ($"{values}: ReLU, BatchNorm, padded conv", new(Image, new Conv2dSpec(6, new Window(3)), new ReLUSpec(), batchNorm, new Conv2dSpec(5, new Window(3) { Padding = 1 })));
            yield return ($"{values}: Conv, Flatten, BatchNorm, Linear", new(Extent.Image(2, 4, 3), new Conv2dSpec(3, new Window(2)), new FlattenSpec(), batchNorm, new LinearSpec(4)) { Batch = 5 });
            yield return ($"{values}: BatchNorm, Flatten, Linear", new(Extent.Image(3, 4, 2), new ReLUSpec(), batchNorm, new FlattenSpec(), new LinearSpec(4)));
            yield return ($"{values}: Depthwise, BatchNorm, LeakyReLU", new(Extent.Image(17, 5, 5), new Conv2dSpec(17, new Window(3) { Padding = 1 }, 17), batchNorm, new LeakyReLUSpec(0.1)));
            yield return ($"{values}: BatchNorm at the end, behind ReLU", new(Image, new ReLUSpec(), batchNorm));
        }
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Elementwise()
    {
        LayerSpec[] layers =
        [
            new ReLUSpec(), new LeakyReLUSpec(), new LeakyReLUSpec(-0.5), new PReLUSpec(), new SigmoidSpec(), new TanhSpec(), new ReLU6Spec(), new ELUSpec(), new ELUSpec(0.7),
            new ELUSpec(-1.5), new GELUSpec(), new GELUSpec("tanh"), new SiLUSpec(), new HardSwishSpec(), new HardSigmoidSpec(), new ClampSpec(-0.5, 0.75),
            new SoftmaxSpec(), new LogSoftmaxSpec(), new DropoutSpec(),
        ];
        foreach (var layer in layers)
        {
            yield return ($"{layer.Render()} on features", new(Extent.Features(19), new LinearSpec(21), layer));
            yield return ($"{layer.Render()} on an image", new(Image, new Conv2dSpec(17, new Window(2)), layer));
            yield return ($"{layer.Render()} behind a BatchNorm", new(Image, new Conv2dSpec(5, new Window(3)), new BatchNormSpec { Values = BatchNormValues.SignedGamma }, layer));
            yield return ($"{layer.Render()} on the input", new(Image, layer, new Conv2dSpec(3, new Window(3) { Padding = 1 })));
        }
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Pools()
    {
        Window[] windows =
        [
            new(2) { Stride = 2 },
            new(3) { Stride = 2, Padding = 1 },
            new(3, 2) { StrideWidth = 2, PaddingHeight = 1, CeilMode = true },
            new(2) { Stride = 3, CeilMode = true },
            new(1) { Stride = 2 },
        ];
        foreach (int channels in new[] { 1, 16, 17 })
        {
            for (int i = 0; i < windows.Length; i++)
            {
                yield return ($"MaxPool {i} of {channels}", new(Image, new Conv2dSpec(channels, new Window(3) { Padding = 1 }), new MaxPool2dSpec(windows[i])));
                yield return ($"AvgPool {i} of {channels}", new(Image, new Conv2dSpec(channels, new Window(3) { Padding = 1 }), new AvgPool2dSpec(windows[i])));
                yield return ($"AvgPool {i} of {channels}, padding not counted", new(Image, new Conv2dSpec(channels, new Window(3) { Padding = 1 }), new AvgPool2dSpec(windows[i], CountIncludePad: false)));
            }

            yield return ($"GlobalAvgPool of {channels}", new(Image, new Conv2dSpec(channels, new Window(1)), new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(3)));
            yield return ($"MaxPool dilated of {channels}", new(Image, new Conv2dSpec(channels, new Window(1)), new MaxPool2dSpec(new Window(3, 2) { Dilation = 2, Padding = 1 })));
        }

        yield return ("MaxPool of ReLU, ties at 0", new(Image, new Conv2dSpec(9, new Window(3)), new ReLUSpec(), new MaxPool2dSpec(new Window(2) { Stride = 2 })));
        yield return ("Pools in a row", new(Extent.Image(5, 12, 12), new Conv2dSpec(6, new Window(1)), new MaxPool2dSpec(new Window(3) { Stride = 1 }), new AvgPool2dSpec(new Window(2) { Stride = 2 }), new MaxPool2dSpec(new Window(2) { Stride = 2 })));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Whole()
    {
        yield return ("Flatten in PyTorch's order", new(Extent.Image(5, 3, 4), new FlattenSpec(), new LinearSpec(6)));
        yield return ("Flatten of one position", new(Extent.Image(18, 1, 1), new FlattenSpec(), new LinearSpec(6)));
        yield return ("Flatten at the end", new(Image, new Conv2dSpec(5, new Window(3)), new FlattenSpec()));
        yield return ("Flatten alone", new(Image, new FlattenSpec()));
        yield return ("Image classifier", new(
            Extent.Image(1, 14, 14),
            new Conv2dSpec(16, new Window(3) { Padding = 1 }), new BatchNormSpec(), new ReLUSpec(), new MaxPool2dSpec(new Window(2) { Stride = 2 }),
            new Conv2dSpec(32, new Window(3) { Padding = 1 }), new BatchNormSpec(), new ReLUSpec(), new MaxPool2dSpec(new Window(2) { Stride = 2 }),
            new FlattenSpec(), new LinearSpec(24), new BatchNormSpec(), new ReLUSpec(), new LinearSpec(10) { Name = "head" })
        { Batch = 8 });
        yield return ("Separable convolutions", new(
            Extent.Image(3, 12, 12),
            new Conv2dSpec(8, new Window(3) { Padding = 1, Stride = 2 }, Bias: false), new BatchNormSpec(), new ReLUSpec(),
            new Conv2dSpec(8, new Window(3) { Padding = 1 }, 8, Bias: false), new BatchNormSpec(), new ReLUSpec(),
            new Conv2dSpec(16, new Window(1), Bias: false), new BatchNormSpec(), new ReLUSpec(),
            new GlobalAvgPool2dSpec(), new FlattenSpec(), new DropoutSpec(), new LinearSpec(5), new SoftmaxSpec()));
    }
}
