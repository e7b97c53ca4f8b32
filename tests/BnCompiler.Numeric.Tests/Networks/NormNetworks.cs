using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Normalisations of single samples: groups that begin and end anywhere in a vector, one channel, one position, no variance, means far from 0.</summary>
internal static class NormNetworks
{
    private static readonly Extent Image = Extent.Image(3, 9, 7);

    public static IReadOnlyDictionary<string, NetSpec> All { get; } = Build().ToDictionary(pair => pair.Name, pair => pair.Spec);

    private static IEnumerable<(string Name, NetSpec Spec)> Build() => [.. Groups(), .. Placed(), .. Hostile(), .. BiasesInFront(), .. Whole()];

    private static IEnumerable<(string Name, NetSpec Spec)> Groups()
    {
        foreach (var (channels, groups) in new[] { (1, 1), (3, 1), (3, 3), (15, 5), (16, 4), (16, 16), (17, 1), (17, 17), (18, 3), (33, 11), (48, 2), (64, 4) })
        {
            yield return ($"GroupNorm, {groups} groups of {channels}", new(Image, new Conv2dSpec(channels, new Window(2)), new GroupNormSpec(groups), new Conv2dSpec(2, new Window(3) { Padding = 1 })));
            yield return ($"GroupNorm, {groups} groups of {channels} features", new(Extent.Features(7), new LinearSpec(channels), new GroupNormSpec(groups), new LinearSpec(3)) { Batch = 5 });
        }

        foreach (int channels in new[] { 1, 3, 15, 16, 17, 33 })
        {
            yield return ($"InstanceNorm of {channels}", new(Image, new Conv2dSpec(channels, new Window(2)), new InstanceNormSpec(), new Conv2dSpec(2, new Window(1))));
            yield return ($"InstanceNorm of {channels}, affine", new(Image, new Conv2dSpec(channels, new Window(2)), new InstanceNormSpec(Affine: true), new ReLUSpec(), new Conv2dSpec(2, new Window(1))));
            yield return ($"LayerNorm of {channels} features", new(Extent.Features(7), new LinearSpec(channels), new LayerNormSpec(), new LinearSpec(3)) { Batch = 19 });
            yield return ($"LayerNorm of {channels}", new(Extent.Image(3, 4, 3), new Conv2dSpec(channels, new Window(1)), new LayerNormSpec(), new Conv2dSpec(2, new Window(3) { Padding = 1 })));
        }
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Placed()
    {
        var small = Extent.Image(4, 5, 4);
        foreach (var layer in Layers())
        {
            yield return ($"{layer.Render()} on the input", new(small, layer, new Conv2dSpec(3, new Window(3) { Padding = 1 })));
            yield return ($"{layer.Render()} at the end", new(small, new Conv2dSpec(4, new Window(1)), layer));
            yield return ($"{layer.Render()} on a value with a border", new(small, new Conv2dSpec(4, new Window(1)), new ReLUSpec { Name = "a" }, layer, new Conv2dSpec(4, new Window(3) { Padding = 1 }) { From = "a" }, new AddSpec(layer.Stem + "1"), new Conv2dSpec(2, new Window(3) { Padding = 1 })));
            yield return ($"{layer.Render()} on a sequence", new(Extent.Sequence(4, 9), new Conv1dSpec(4, 3) { Padding = 1 }, layer, new Conv1dSpec(3, 3) { Padding = 1 }));
            yield return ($"{layer.Render()}, Flatten, Linear", new(small, new Conv2dSpec(4, new Window(2)), layer, new FlattenSpec(), new LinearSpec(3)));
            yield return ($"{layer.Render()}, BatchNorm, PReLU", new(small, new Conv2dSpec(4, new Window(1)), layer, new BatchNormSpec { Values = BatchNormValues.SignedGamma }, new PReLUSpec(4), new Conv2dSpec(2, new Window(1))));
            yield return ($"BatchNorm, {layer.Render()}", new(small, new Conv2dSpec(4, new Window(1)), new BatchNormSpec(), layer, new SigmoidSpec()));
            yield return ($"{layer.Render()} behind ReLU, twice read", new(small, new Conv2dSpec(4, new Window(1)), new ReLUSpec { Name = "a" }, layer, new AddSpec("a"), new ReLUSpec()));
        }
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Hostile()
    {
        foreach (var layer in Layers())
        {
            yield return ($"{layer.Render()}, far from 0", new(Extent.Image(4, 6, 5), layer) { InputOffset = 1000 });
            yield return ($"{layer.Render()}, no variance", new(Extent.Image(4, 6, 5), new ClampSpec(5, 6), layer, new Conv2dSpec(3, new Window(1))));
            yield return ($"{layer.Render()}, a wide image", new(Extent.Image(4, 3, 150), layer, new ReLUSpec()));
        }

        yield return ("GroupNorm of one value per group", new(Extent.Features(6), new LinearSpec(4), new GroupNormSpec(4), new LinearSpec(2)));
        yield return ("GroupNorm of sequences of one position", new(Extent.Sequence(6, 1), new Conv1dSpec(34, 1), new GroupNormSpec(2), new Conv1dSpec(3, 1)) { Batch = 17 });
        yield return ("LayerNorm of one value", new(Extent.Features(6), new LinearSpec(1), new LayerNormSpec(), new LinearSpec(2)));
        yield return ("LayerNorm of an image of one position", new(Extent.Image(6, 1, 1), new Conv2dSpec(18, new Window(1)), new LayerNormSpec(), new Conv2dSpec(3, new Window(1))) { Batch = 6 });
        yield return ("Epsilon", new(Image, new GroupNormSpec(3, 0.5), new InstanceNormSpec(0.25), new LayerNormSpec(0.125)));
        yield return ("One sample", new(Image, new Conv2dSpec(6, new Window(1)), new GroupNormSpec(2), new ReLUSpec(), new LayerNormSpec()) { Batch = 1 });
    }

    /// <summary>What a normalisation takes away has to be gone, and nothing else.</summary>
    private static IEnumerable<(string Name, NetSpec Spec)> BiasesInFront()
    {
        yield return ("Bias in front of InstanceNorm", new(Image, new Conv2dSpec(5, new Window(3)), new InstanceNormSpec(), new ReLUSpec(), new Conv2dSpec(2, new Window(1))));
        yield return ("Bias, MaxPool, InstanceNorm", new(Image, new Conv2dSpec(5, new Window(3)), new MaxPool2dSpec(new Window(2) { Stride = 2 }), new InstanceNormSpec(), new TanhSpec()));
        yield return ("Bias in front of GroupNorm of one channel a group", new(Image, new Conv2dSpec(5, new Window(3)), new GroupNormSpec(5), new TanhSpec()));
        yield return ("Bias in front of GroupNorm of two channels a group", new(Image, new Conv2dSpec(6, new Window(3)), new GroupNormSpec(3), new TanhSpec()));
        yield return ("Bias in front of InstanceNorm and BatchNorm", new(
            Image, new Conv2dSpec(5, new Window(1)) { Name = "a" }, new InstanceNormSpec(), new BatchNormSpec { From = "a" }, new AddSpec("in1"), new TanhSpec()));
        yield return ("Betas in front of BatchNorm and InstanceNorm", new(
            Image, new Conv2dSpec(6, new Window(1)), new GroupNormSpec(2), new BatchNormSpec(), new ReLUSpec(), new InstanceNormSpec(Affine: true), new Conv2dSpec(4, new Window(1)), new InstanceNormSpec(), new TanhSpec()));
        yield return ("Beta of LayerNorm in front of InstanceNorm", new(Image, new Conv2dSpec(6, new Window(1)), new LayerNormSpec(), new InstanceNormSpec(), new TanhSpec()));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Whole()
    {
        yield return ("ConvNeXt-like block", new(
            Image, new Conv2dSpec(8, new Window(3) { Padding = 1 }) { Name = "a" }, new Conv2dSpec(8, new Window(7) { Padding = 3 }, 8), new GroupNormSpec(1),
            new Conv2dSpec(32, new Window(1)), new GELUSpec(), new Conv2dSpec(8, new Window(1)), new AddSpec("a"), new GlobalAvgPool2dSpec(), new FlattenSpec(),
            new LayerNormSpec(), new LinearSpec(5)));
        yield return ("GroupNorm residual block", new(
            Image, new Conv2dSpec(12, new Window(1)), new GroupNormSpec(4), new ReLUSpec { Name = "a" }, new Conv2dSpec(12, new Window(3) { Padding = 1 }, Bias: false),
            new GroupNormSpec(4), new AddSpec("a"), new ReLUSpec(), new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(3)));
    }

    private static IEnumerable<LayerSpec> Layers() =>
        [new GroupNormSpec(2), new GroupNormSpec(2, Affine: false), new InstanceNormSpec(), new InstanceNormSpec(Affine: true), new LayerNormSpec(), new LayerNormSpec(Affine: false)];
}
