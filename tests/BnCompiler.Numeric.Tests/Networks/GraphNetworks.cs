using System.Collections.Immutable;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Networks that are no chains: layers of several inputs at the channel counts where kernels have their edges, and the blocks of known networks.</summary>
internal static class GraphNetworks
{
    private static readonly Extent Image = Extent.Image(3, 9, 7);

    public static IReadOnlyDictionary<string, NetSpec> All { get; } = Build().ToDictionary(pair => pair.Name, pair => pair.Spec);

    private static IEnumerable<(string Name, NetSpec Spec)> Build() => [.. Merges(), .. Additions(), .. Folds(), .. Gates(), .. Whole()];

    private static IEnumerable<(string Name, NetSpec Spec)> Merges()
    {
        foreach (int count in new[] { 1, 3, 15, 16, 17, 33 })
        {
            yield return ($"Add {count}", new(Image, Conv(count, "a"), new TanhSpec(), new AddSpec("a")));
            yield return ($"Concat {count}", new(Image, Conv(count, "a"), new TanhSpec(), new ConcatSpec("a", "input"), Conv(5)));
            yield return ($"Multiply {count}", new(Image, Conv(count, "a"), new TanhSpec(), new MultiplySpec("a")));
        }

        yield return ("Add of features", new(Extent.Features(17), new LinearSpec(17), new AddSpec("input"), new ReLUSpec(), new LinearSpec(3)) { Batch = 21 });
        yield return ("Concat of features", new(Extent.Features(7), new LinearSpec(20), new ReLUSpec(), new ConcatSpec("input", "linear1"), new LinearSpec(3)) { Batch = 5 });
        yield return ("Multiply of features", new(Extent.Features(7), new LinearSpec(7), new SigmoidSpec(), new MultiplySpec("input"), new LinearSpec(3)) { Batch = 5 });
        yield return ("A value added to itself, and multiplied by itself", new(Image, Conv(6), new AddSpec("conv1"), new MultiplySpec("add1"), Conv(4)));
        yield return ("The input added", new(Image, Conv(3, padding: 1), new AddSpec("input"), Conv(4)));
        yield return ("Branches from the input", new(Image, Conv(4), Conv(4) with { From = "input", Name = "side" }, new AddSpec("conv1"), new ConcatSpec("input")));
        yield return ("Five readers", new(
            Image, Conv(5, "a", padding: 1), new ReLUSpec(), Conv(5, padding: 1) with { From = "a" }, new SigmoidSpec { From = "a" },
            new AddSpec("a", "relu1", "conv2", "sigmoid1", "a"), Conv(2)));
        yield return ("A flattened image is read twice", new(
            Extent.Image(2, 4, 3), Conv(4), new FlattenSpec(), new LinearSpec(48), new ReLUSpec(), new AddSpec("flatten1"), new LinearSpec(3) { From = "flatten1", Name = "side" },
            new LinearSpec(3) { From = "add1" }, new AddSpec("side"))
        { Batch = 4 });
        yield return ("Concat in front of Flatten", new(Image, Conv(5), new ReLUSpec(), new ConcatSpec("conv1"), new FlattenSpec(), new LinearSpec(4)));
        yield return ("Pools and dropout between", new(
            Image, Conv(8, "a", padding: 1), new MaxPool2dSpec(new Window(3) { Padding = 1, Stride = 1 }), new AvgPool2dSpec(new Window(3) { Padding = 1, Stride = 1 }) { From = "a" },
            new ConcatSpec("maxpool1", "a"), new DropoutSpec(), new AddSpec("concat1"), Conv(3)));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Additions()
    {
        yield return ("Conv, Add, ReLU", new(Image, Conv(20, "a", padding: 1), new ReLUSpec(), Conv(20, padding: 1), new AddSpec("a"), new ReLUSpec(), Conv(4)));
        yield return ("Two additions in one kernel", new(Image, Conv(6, "a"), new TanhSpec { Name = "b" }, Conv(6), new AddSpec("a"), new TanhSpec(), Conv(6), new AddSpec("a", "b"), new AddSpec("tanh2")));
        yield return ("Activation in front of the addition", new(Image, Conv(6, "a"), new ReLUSpec(), Conv(6), new SigmoidSpec(), new AddSpec("a"), new LeakyReLUSpec()));
        yield return ("Depthwise in front of the addition", new(Image, Conv(17, "a"), new ReLUSpec(), new Conv2dSpec(17, new Window(3) { Padding = 1 }, 17), new AddSpec("a"), new ReLUSpec()));
        yield return ("Strided shortcut", new(
            Image, Conv(8, "a", padding: 1), new Conv2dSpec(33, new Window(3) { Padding = 1, Stride = 2 }) { Name = "main" },
            new Conv2dSpec(33, new Window(1) { Stride = 2 }) { From = "a" }, new AddSpec("main"), new ReLUSpec()));
        yield return ("One position", new(Extent.Image(5, 3, 3), new Conv2dSpec(18, new Window(3)) { Name = "a" }, new ReLUSpec(), new Conv2dSpec(18, new Window(1)), new AddSpec("a"), new ReLUSpec()) { Batch = 19 });
        yield return ("Linear, Add, ReLU", new(Extent.Features(9), new LinearSpec(33) { Name = "a" }, new ReLUSpec(), new LinearSpec(33), new AddSpec("a"), new ReLUSpec()) { Batch = 19 });
        yield return ("The addend has a border", new(
            Image, Conv(6, "a", padding: 1), new ReLUSpec(), new Conv2dSpec(6, new Window(5) { Padding = 2 }), new AddSpec("relu1"), new ReLUSpec(),
            new Conv2dSpec(3, new Window(3) { Padding = 1 })));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Folds()
    {
        foreach (var values in Enum.GetValues<BatchNormValues>())
        {
            var batchNorm = new BatchNormSpec { Values = values };
            yield return ($"{values}: Add, BatchNorm", new(Image, Conv(6, "a"), Conv(6) with { From = "input" }, new AddSpec("a"), batchNorm, new ReLUSpec()));
            yield return ($"{values}: Concat, BatchNorm", new(Image, Conv(6, "a"), Conv(17) with { From = "input" }, new ConcatSpec("a"), batchNorm, new ReLUSpec(), Conv(3)));
            yield return ($"{values}: Concat of Adds, AvgPool, BatchNorm", new(
                Image, Conv(6, "a"), Conv(6, "b") with { From = "input" }, new AddSpec("a"), Conv(5, "c") with { From = "input" }, new ConcatSpec("add1"),
                new AvgPool2dSpec(new Window(2)), batchNorm));
            yield return ($"{values}: Concat with the input, BatchNorm, ReLU, padded conv", new(Image, Conv(6, "a"), new ConcatSpec("input"), batchNorm, new ReLUSpec(), Conv(3, padding: 1)));
            yield return ($"{values}: Multiply, BatchNorm", new(Image, Conv(6, "a"), new SigmoidSpec(), new MultiplySpec("a"), batchNorm, new ReLUSpec(), Conv(3)));
            yield return ($"{values}: Concat, Linear, BatchNorm", new(
                Extent.Features(6), new LinearSpec(5) { Name = "a" }, new LinearSpec(4) { From = "input" }, new ConcatSpec("a"), new LinearSpec(7), batchNorm)
            { Batch = 6 });
            yield return ($"{values}: residual block", new(
                Image, Conv(8), batchNorm, new ReLUSpec(), Conv(8, padding: 1), batchNorm, new ReLUSpec(), Conv(8, padding: 1), batchNorm, new AddSpec("relu1"), new ReLUSpec()));
            yield return ($"{values}: pre-activation block", new(
                Image, Conv(8), batchNorm, new ReLUSpec(), Conv(8, padding: 1), batchNorm, new ReLUSpec(), Conv(8, padding: 1), new AddSpec("conv1"), batchNorm, new ReLUSpec()));
        }
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Gates()
    {
        LayerSpec[] squeeze =
        [
            new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(4), new ReLUSpec(), new LinearSpec(18), new SigmoidSpec { Name = "gate" },
        ];
        yield return ("Squeeze and excitation", OnImage([Conv(18, "a", padding: 1), .. squeeze, new MultiplySpec("a"), Conv(3, padding: 1)]));
        yield return ("Squeeze and excitation, the image first", OnImage([Conv(18, "a", padding: 1), .. squeeze, new MultiplySpec("gate") { From = "a" }, new ReLUSpec()]));
        yield return ("Squeeze and excitation without Flatten", new(
            Image, Conv(18, "a"), new GlobalAvgPool2dSpec(), new Conv2dSpec(18, new Window(1)), new SigmoidSpec(), new MultiplySpec("a"), Conv(3)));
        yield return ("Two gates and an image twice", OnImage(
            [Conv(18, "a", padding: 1), .. squeeze, new GlobalAvgPool2dSpec { From = "a" }, new MultiplySpec("a", "gate", "a"), new ReLUSpec()]));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Whole()
    {
        yield return ("Dense block", new(
            Image,
            Conv(8), new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(5, new Window(3) { Padding = 1 }, Bias: false), new ConcatSpec("conv1"),
            new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(5, new Window(3) { Padding = 1 }, Bias: false), new ConcatSpec("concat1"),
            new BatchNormSpec(), new ReLUSpec(), new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(4)));
        yield return ("ResNet-20", ResNet20());
    }

    /// <summary>He et al. 2015 for CIFAR, with 1×1 convolutions where a shortcut changes its shape.</summary>
    private static NetSpec ResNet20()
    {
        var layers = new List<LayerSpec> { new Conv2dSpec(16, new Window(3) { Padding = 1 }, Bias: false), new BatchNormSpec(), new ReLUSpec { Name = "out0" } };
        for (int block = 0; block < 9; block++)
        {
            int channels = 16 << (block / 3);
            bool narrows = block is 3 or 6;
            string shortcut = $"out{block}";
            layers.AddRange(
            [
                new Conv2dSpec(channels, new Window(3) { Padding = 1, Stride = narrows ? 2 : 1 }, Bias: false), new BatchNormSpec(), new ReLUSpec(),
                new Conv2dSpec(channels, new Window(3) { Padding = 1 }, Bias: false), new BatchNormSpec { Name = $"main{block}" },
            ]);
            if (narrows)
            {
                layers.AddRange(
                    [new Conv2dSpec(channels, new Window(1) { Stride = 2 }, Bias: false) { From = shortcut }, new BatchNormSpec { Name = $"shortcut{block}" }]);
                shortcut = $"main{block}";
            }

            layers.AddRange([new AddSpec(shortcut), new ReLUSpec { Name = $"out{block + 1}" }]);
        }

        layers.AddRange([new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(10)]);
        return new NetSpec(Extent.Image(3, 32, 32), layers.ToArray()) { Batch = 2 };
    }

    private static NetSpec OnImage(LayerSpec[] layers) => new(Image, layers);

    private static Conv2dSpec Conv(int channels, string? name = null, int padding = 0) =>
        new(channels, new Window(padding == 0 ? 1 : 3) { Padding = padding }) { Name = name };
}
