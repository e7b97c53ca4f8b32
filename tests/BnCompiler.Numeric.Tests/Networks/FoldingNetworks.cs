using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>BatchNorms at every place where folding has to find another way: each with every kind of hostile parameters.</summary>
internal static class FoldingNetworks
{
    private static readonly Extent Image = Extent.Image(3, 7, 6);

    private static readonly Extent Features = Extent.Features(7);

    public static IReadOnlyDictionary<string, NetSpec> All { get; } = With(BatchNormValues.Usual);

    /// <summary>The same networks with parameters of one kind in every BatchNorm.</summary>
    public static IReadOnlyDictionary<string, NetSpec> With(BatchNormValues values)
    {
        var batchNorm = new BatchNormSpec { Values = values };
        IEnumerable<(string Name, NetSpec Spec)> networks =
            [.. Epilogues(batchNorm), .. SideValues(batchNorm), .. Borders(batchNorm), .. Merged(batchNorm), .. Pools(batchNorm)];
        return networks.ToDictionary(network => network.Name, network => network.Spec);
    }

    /// <summary>In the kernel of every layer that has one, behind 5, 16 and 18 channels.</summary>
    private static IEnumerable<(string Name, NetSpec Spec)> Epilogues(BatchNormSpec batchNorm)
    {
        foreach (int count in new[] { 5, 16, 18 })
        {
            yield return ($"Softmax of {count}", new(Image, Conv(count), new SoftmaxSpec(), batchNorm, new ReLUSpec(), Conv(2)));
            yield return ($"LogSoftmax of {count}", new(Image, Conv(count), new LogSoftmaxSpec(), batchNorm, new TanhSpec(), Conv(2)));
            yield return ($"Concat of 3 and {count}", new(Image, Conv(count), new ReLUSpec(), new ConcatSpec("input"), batchNorm, new ReLUSpec(), Conv(2)));
            yield return ($"Concat of {count}, 16 and 3", new(
                Image, Conv(16, "a"), new ReLUSpec(), Conv(count) with { From = "input" }, new TanhSpec(), new ConcatSpec("a", "input"), batchNorm, new ReLUSpec(), Conv(2, padding: 1)));
            yield return ($"Flatten of {count}, into the image's kernel", new(Image, Conv(count), new ReLUSpec(), new FlattenSpec(), batchNorm, new ReLUSpec(), new LinearSpec(3)));
            yield return ($"Flatten of {count}, copied", new(
                Image, Conv(count), new ReLUSpec(), new FlattenSpec(), batchNorm, new ReLUSpec(), new LinearSpec(3) { From = "flatten1" }, new LinearSpec(3) { From = "relu2", Name = "b" }, new AddSpec("linear1")));
        }

        yield return ("Softmax of features", new(Features, new LinearSpec(5), new SoftmaxSpec(), batchNorm, new LinearSpec(3), new ReLUSpec()) { Batch = 6 });
        yield return ("Flatten of the input", new(Image, new FlattenSpec(), batchNorm, new ReLUSpec(), new LinearSpec(4)));
        yield return ("Flatten behind MaxPool", new(Image, Conv(5), new MaxPool2dSpec(new Window(2)), new FlattenSpec(), batchNorm, new ReLUSpec(), new LinearSpec(4)));
        yield return ("Flatten of transposed phases", new(
            Image, new ConvTranspose2dSpec(5, new Window(3) { Stride = 2, Padding = 1 }), new ReLUSpec(), new FlattenSpec(), batchNorm, new ReLUSpec(), new LinearSpec(4)));
        yield return ("Flatten of depthwise", new(
            Image, Conv(17), new Conv2dSpec(17, new Window(3) { Padding = 1 }, 17), new ReLUSpec(), new FlattenSpec(), batchNorm, new ReLUSpec(), new LinearSpec(4)));
        yield return ("the input, ReLU", new(Image, batchNorm, new ReLUSpec(), Conv(4, padding: 1)));
        yield return ("features of the input, ReLU", new(Extent.Features(19), batchNorm, new ReLUSpec(), new LinearSpec(4)) { Batch = 6 });
        yield return ("Reshape", new(Image, Conv(4), new ReshapeSpec(Extent.Image(8, 3, 7)), batchNorm, new ReLUSpec(), Conv(3)));
        yield return ("Reshape of features", new(
            Extent.Features(84), new ReLUSpec(), new ReshapeSpec(Extent.Image(4, 3, 7)) { Name = "x" }, batchNorm, new ReLUSpec(), Conv(4, padding: 1), new AddSpec("x"), new FlattenSpec(), new LinearSpec(3)));
        yield return ("padded Conv1d", new(
            Extent.Sequence(5, 9), new Conv1dSpec(6, 1), new ReLUSpec(), batchNorm, new Conv1dSpec(6, 3) { Padding = 1 }, new ReLUSpec { Name = "x" }, batchNorm, new TanhSpec(), new AddSpec("x"), batchNorm));
        yield return ("Flatten, PReLU per feature", new(Image, Conv(2), new FlattenSpec(), batchNorm, new PReLUSpec(84), batchNorm, new ReLUSpec(), new LinearSpec(3)));
        yield return ("Multiply", new(Image, Conv(6, "a"), new SigmoidSpec(), new MultiplySpec("a"), batchNorm, new ReLUSpec(), Conv(3)));
    }

    /// <summary>Beside a value that others read as it is, written by every kind of kernel.</summary>
    private static IEnumerable<(string Name, NetSpec Spec)> SideValues(BatchNormSpec batchNorm)
    {
        LayerSpec[] Behind(string value, int channels) =>
        [
            batchNorm with { From = value }, new ReLUSpec(), new Conv2dSpec(channels, new Window(3) { Padding = 1 }), new AddSpec(value),
        ];
        foreach (int count in new[] { 6, 17 })
        {
            foreach (var (name, writer) in Writers(count))
            {
                yield return ($"{name} of {count} with other readers", new(Image, (LayerSpec[])[Conv(count, "first"), new TanhSpec(), writer with { Name = "x" }, .. Behind("x", count)]));
            }

            yield return ($"Concat of {count} with other readers", new(
                Image, (LayerSpec[])[Conv(count), new TanhSpec(), new ConcatSpec("input") { Name = "x" }, .. Behind("x", count + 3)]));
            yield return ($"the input of {count} with other readers", new(Extent.Image(count, 6, 5), (LayerSpec[])[.. Behind("input", count)]));
            yield return ($"features of {count} with other readers", new(
                Extent.Features(count), batchNorm, new ReLUSpec(), new LinearSpec(count), new AddSpec("input"), new ReLUSpec { Name = "y" }, batchNorm, new TanhSpec(), new LinearSpec(3), new LinearSpec(3) { From = "y", Name = "b" },
                new AddSpec("linear2"))
            { Batch = 19 });
            yield return ($"Flatten of {count} with other readers", new(
                Image, Conv(count), new FlattenSpec(), batchNorm, new ReLUSpec(), new AddSpec("flatten1"), new LinearSpec(3)));
        }

        yield return ("two of one value, and the value", new(
            Image, Conv(6), new ReLUSpec { Name = "x" }, batchNorm, new TanhSpec(), batchNorm with { From = "x" }, new SigmoidSpec(), new AddSpec("x", "tanh1"), Conv(2)));
        yield return ("two of one value", new(
            Image, Conv(6), new ReLUSpec { Name = "x" }, batchNorm, new TanhSpec(), batchNorm with { From = "x" }, new SigmoidSpec(), new AddSpec("tanh1"), Conv(2)));
        yield return ("one beside another", new(
            Image, Conv(6), new ReLUSpec { Name = "x" }, batchNorm with { Name = "y" }, batchNorm, new TanhSpec(), new AddSpec("x", "y"), Conv(2)));
        yield return ("the output, read by others", new(Image, Conv(6), new ReLUSpec { Name = "x" }, new TanhSpec(), new AddSpec("x"), batchNorm with { From = "x" }));
        yield return ("behind a residual addition", new(
            Image, Conv(6), new ReLUSpec { Name = "x" }, Conv(6, padding: 1), new AddSpec("x") { Name = "y" }, batchNorm, new ReLUSpec(), Conv(6, padding: 1), new AddSpec("y") { Name = "z" },
            batchNorm, new ReLUSpec(), Conv(6, padding: 1), new AddSpec("z")));
        yield return ("dense block", new(
            Image,
            Conv(16, "a"), new ReLUSpec { Name = "x" }, batchNorm, new ReLUSpec(), Conv(16, padding: 1), new ConcatSpec("x") { Name = "y" },
            batchNorm, new ReLUSpec(), Conv(5, padding: 1), new ConcatSpec("y") { Name = "z" },
            batchNorm, new ReLUSpec(), Conv(7, padding: 1), new ConcatSpec("z"), batchNorm, new ReLUSpec(), new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(4)));
        yield return ("a flattened side value", new(
            Image, Conv(5), new ReLUSpec { Name = "x" }, batchNorm, new ReLUSpec(), new FlattenSpec(), new LinearSpec(3), new FlattenSpec { From = "x" }, new LinearSpec(3), new AddSpec("linear1")));
    }

    private static IEnumerable<(string Name, LayerSpec Layer)> Writers(int count)
    {
        yield return ("Conv", Conv(count));
        yield return ("Conv 3x3 and ReLU", Conv(count, padding: 1));
        yield return ("Depthwise", new Conv2dSpec(count, new Window(3) { Padding = 1 }, count));
        yield return ("Strided depthwise of many taps", new Conv2dSpec(count, new Window(5) { Padding = 2, Stride = 2 }, count));
        yield return ("ConvTranspose", new ConvTranspose2dSpec(count, new Window(3) { Stride = 2, Padding = 1 }));
        yield return ("ConvTranspose that steps over positions", new ConvTranspose2dSpec(count, new Window(2) { Stride = 3 }));
        yield return ("MaxPool", new MaxPool2dSpec(new Window(2)));
        yield return ("Padded MaxPool", new MaxPool2dSpec(new Window(3) { Padding = 1, Stride = 1 }));
        yield return ("AvgPool", new AvgPool2dSpec(new Window(3) { Padding = 1, Stride = 1 }));
        yield return ("Upsample", new UpsampleSpec(2, 2));
        yield return ("ZeroPad", new ZeroPad2dSpec(1, 1, 2, 1));
        yield return ("ChannelShuffle", new ChannelShuffleSpec(count % 2 == 0 ? 2 : 17));
        yield return ("GlobalAvgPool", new GlobalAvgPool2dSpec());
        yield return ("Softmax", new SoftmaxSpec());
        yield return ("LogSoftmax", new LogSoftmaxSpec());
        yield return ("PReLU", new PReLUSpec(count));
        yield return ("GroupNorm", new GroupNormSpec(count % 2 == 0 ? 2 : 17));
        yield return ("LayerNorm", new LayerNormSpec());
        yield return ("ReLU", new ReLUSpec());
        yield return ("Add", new AddSpec("first"));
    }

    /// <summary>In front of zero padding.</summary>
    private static IEnumerable<(string Name, NetSpec Spec)> Borders(BatchNormSpec batchNorm)
    {
        foreach (var (name, conv) in Padded())
        {
            yield return ($"{name} behind ReLU", new(Image, Conv(6), new ReLUSpec(), batchNorm, conv, new ReLUSpec()));
            yield return ($"{name} and another reader", new(
                Image, Conv(6), new ReLUSpec { Name = "x" }, batchNorm, conv with { Name = "y" }, new Conv2dSpec(4, new Window(1)) { From = "x" }, new FlattenSpec(), new LinearSpec(3),
                new FlattenSpec { From = "y" }, new LinearSpec(3), new AddSpec("linear1")));
            yield return ($"{name} and an output fold", new(Image, Conv(6), new ReLUSpec(), batchNorm, conv, batchNorm, new ReLUSpec()));
            yield return ($"{name} behind the input", new(Extent.Image(6, 7, 5), batchNorm, conv));
        }

        yield return ("into two readers", new(
            Image, Conv(6), new ReLUSpec { Name = "x" }, batchNorm with { Name = "y" }, Conv(6, padding: 1), new Conv2dSpec(6, new Window(1)) { From = "y", Name = "b" }, new AddSpec("conv2", "x")));
        yield return ("through a pool", new(Image, Conv(6), new ReLUSpec(), batchNorm, new AvgPool2dSpec(new Window(2)), Conv(5, padding: 1), new ReLUSpec()));
        yield return ("larger than the image", new(Extent.Image(5, 2, 2), new ReLUSpec(), batchNorm, new Conv2dSpec(4, new Window(5) { Padding = 3 })));
        yield return ("one position", new(Extent.Image(5, 2, 2), new ReLUSpec(), batchNorm, new Conv2dSpec(4, new Window(4) { Padding = 1 }), new ReLUSpec()) { Batch = 19 });
    }

    private static IEnumerable<(string Name, Conv2dSpec Layer)> Padded()
    {
        yield return ("3x3", new(5, new Window(3) { Padding = 1 }));
        yield return ("3x3 of 33 without bias", new(33, new Window(3) { Padding = 1 }, Bias: false));
        yield return ("strided", new(6, new Window(3) { Padding = 1, Stride = 2 }));
        yield return ("dilated", new(6, new Window(3) { Padding = 2, Dilation = 2 }));
        yield return ("grouped", new(18, new Window(3) { Padding = 1 }, 3));
        yield return ("depthwise", new(6, new Window(3) { Padding = 1 }, 6));
        yield return ("strided depthwise", new(6, new Window(3) { Padding = 1, Stride = 2 }, 6, Bias: false));
        yield return ("depthwise of many taps", new(6, new Window(5) { Padding = 2 }, 6));
        yield return ("padding on one axis", new(4, new Window(1, 3) { PaddingWidth = 1 }));
        yield return ("more padding than the kernel needs", new(4, new Window(2) { Padding = 2 }));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Merged(BatchNormSpec batchNorm)
    {
        var other = batchNorm with { Epsilon = 0.25 };
        yield return ("two behind weights", new(Image, Conv(5), batchNorm, other, new ReLUSpec(), Conv(2)));
        yield return ("two in front of weights", new(Image, Conv(5), new ReLUSpec(), batchNorm, other, Conv(2)));
        yield return ("two in front of zero padding", new(Image, Conv(5), new ReLUSpec(), other, batchNorm, Conv(4, padding: 1)));
        yield return ("two in a kernel", new(Image, Conv(5), new ReLUSpec(), other, batchNorm, new ReLUSpec(), Conv(2)));
        yield return ("two that are not affine", new(
            Image, Conv(5), new ReLUSpec(), new BatchNormSpec(0.5, Affine: false) { Values = batchNorm.Values }, new BatchNormSpec(Affine: false) { Values = batchNorm.Values }, Conv(2, padding: 1)));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Pools(BatchNormSpec batchNorm)
    {
        yield return ("MaxPool, BatchNorm, ReLU", new(Image, Conv(6), new MaxPool2dSpec(new Window(2)), batchNorm, new ReLUSpec(), Conv(2)));
        yield return ("BatchNorm, MaxPool, padded conv", new(Image, Conv(6), new ReLUSpec(), batchNorm, new MaxPool2dSpec(new Window(3) { Padding = 1, Stride = 2 }), Conv(4, padding: 1)));
        yield return ("conv, BatchNorm, ReLU, MaxPool", new(Image, Conv(6), batchNorm, new ReLUSpec(), new MaxPool2dSpec(new Window(2)), Conv(2)));
        yield return ("GlobalMaxPool, BatchNorm", new(Image, Conv(6), new GlobalMaxPool2dSpec(), batchNorm, new ReLUSpec(), Conv(2)));
        yield return ("Concat with a MaxPool over a conv", new(
            Image, Conv(6, "a"), new MaxPool2dSpec(new Window(3) { Padding = 1, Stride = 1 }), Conv(5) with { From = "input" }, new ConcatSpec("maxpool1"), batchNorm, new ReLUSpec(), Conv(2)));
        yield return ("Add of a MaxPool over a conv", new(
            Image, Conv(6, "a"), new MaxPool2dSpec(new Window(3) { Padding = 1, Stride = 1 }), Conv(6) with { From = "input" }, new AddSpec("maxpool1"), batchNorm, new ReLUSpec(), Conv(2)));
    }

    private static Conv2dSpec Conv(int channels, string? name = null, int padding = 0) =>
        new(channels, new Window(padding == 0 ? 1 : 3) { Padding = padding }) { Name = name };
}
