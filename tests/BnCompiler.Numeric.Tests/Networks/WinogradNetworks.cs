using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Convolutions that are done by Winograd's minimal filtering, at the sizes where squares, blocks of rows and tiles have their edges, and with all that may stand behind them.</summary>
internal static class WinogradNetworks
{
    private static readonly Window Padded = new(3) { Padding = 1 };

    public static IReadOnlyDictionary<string, NetSpec> All { get; } = Build().ToDictionary(pair => pair.Name, pair => pair.Spec);

    private static IEnumerable<(string Name, NetSpec Spec)> Build()
    {
        foreach (var (height, width) in new[] { (2, 2), (3, 5), (4, 4), (7, 7), (8, 8), (13, 14), (9, 21) })
        {
            yield return ($"16 to 16 channels, {height}x{width}", Plain(Extent.Image(16, height, width), new Conv2dSpec(16, Padded)));
        }

        foreach (var (inputs, outputs) in new[] { (16, 64), (48, 16), (32, 80) })
        {
            yield return ($"{inputs} to {outputs} channels", Plain(Extent.Image(inputs, 10, 9), new Conv2dSpec(outputs, Padded)));
        }

        yield return ("no padding", Plain(Extent.Image(16, 11, 12), new Conv2dSpec(32, new Window(3))));
        yield return ("padding 2", Plain(Extent.Image(16, 6, 7), new Conv2dSpec(16, new Window(3) { Padding = 2 })));
        yield return ("several blocks of rows", Plain(Extent.Image(64, 9, 60), new Conv2dSpec(64, Padded)) with { Batch = 1 });
        yield return ("weights from beyond the cache", Plain(Extent.Image(96, 10, 9), new Conv2dSpec(96, Padded)) with { Batch = 1 });
        yield return ("weights from beyond the cache, one row of squares", Plain(Extent.Image(128, 4, 32), new Conv2dSpec(96, Padded)) with { Batch = 1 });
        yield return ("BatchNorm and ReLU", new(Extent.Image(16, 12, 12), new Conv2dSpec(32, Padded), new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(16, Padded, Bias: false), new BatchNormSpec(), new ReLUSpec()));
        yield return ("residual", new(
            Extent.Image(16, 10, 10),
            new Conv2dSpec(16, Padded, Bias: false), new BatchNormSpec(), new ReLUSpec(),
            new Conv2dSpec(16, Padded, Bias: false), new BatchNormSpec(), new AddSpec("relu1"), new ReLUSpec()));
        foreach (var (height, width) in new[] { (8, 12), (9, 11) })
        {
            yield return ($"residual that adds to a gradient, {height}x{width}", new(
                Extent.Image(16, height, width),
                new Conv2dSpec(16, Padded, Bias: false), new BatchNormSpec(), new ReLUSpec(),
                new Conv2dSpec(16, Padded, Bias: false), new BatchNormSpec(), new ReLUSpec(),
                new Conv2dSpec(16, Padded, Bias: false), new BatchNormSpec(), new AddSpec("relu1"), new ReLUSpec()));
        }

        yield return ("many squares for few samples, some at a time", Plain(Extent.Image(16, 40, 20), new Conv2dSpec(16, Padded)) with { Batch = 2 });
        yield return ("samples with few squares, several at a time", Plain(Extent.Image(32, 8, 8), new Conv2dSpec(48, Padded)) with { Batch = 11 });
        yield return ("activation behind", Plain(Extent.Image(16, 9, 9), new Conv2dSpec(16, Padded), new ReLUSpec(), new Conv2dSpec(16, Padded), new ReLUSpec()));
        yield return ("dense block", new(
            Extent.Image(16, 9, 9),
            new Conv2dSpec(16, Padded, Bias: false), new BatchNormSpec(), new ReLUSpec(),
            new Conv2dSpec(16, Padded, Bias: false), new ConcatSpec("conv1"), new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(16, Padded)));
        yield return ("BatchNorm in front, no padding", new(Extent.Image(16, 10, 10), new ReLUSpec(), new BatchNormSpec(), new Conv2dSpec(16, new Window(3))));
        yield return ("slopes behind", Plain(Extent.Image(16, 9, 9), new Conv2dSpec(16, Padded), new PReLUSpec(16)));
    }

    private static NetSpec Plain(Extent input, params LayerSpec[] layers) => new(input, layers);
}
