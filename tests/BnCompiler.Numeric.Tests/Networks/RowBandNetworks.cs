using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Depthwise convolutions between neighbours that can be done together with them, with every stride, window and padding of rows, and with all that may stand behind each.</summary>
internal static class RowBandNetworks
{
    private static readonly Window Point = new(1);
    private static readonly Window Padded = new(3) { Padding = 1 };

    public static IReadOnlyDictionary<string, NetSpec> All { get; } = Build().ToDictionary(pair => pair.Name, pair => pair.Spec);

    private static IEnumerable<(string Name, NetSpec Spec)> Build()
    {
        (string Name, Window Window)[] windows =
        [
            ("3x3", Padded), ("3x3, stride 2", Padded with { Stride = 2 }), ("3x3, stride 3", Padded with { Stride = 3 }), ("3x3, no padding", new(3)), ("3x3, padding 2", new(3) { Padding = 2 }),
            ("5x5, stride 2", new(5) { Padding = 2, Stride = 2 }), ("5x3, dilation 2", new(5, 3) { PaddingHeight = 3, PaddingWidth = 2, Dilation = 2 }), ("1x3", new(1, 3) { PaddingWidth = 1 }),
            ("2x2, stride 2", new(2) { Stride = 2 }),
        ];
        foreach (var (name, window) in windows)
        {
            yield return ($"expand, {name}, project", new(
                Extent.Image(5, 11, 9),
                new Conv2dSpec(32, Point, Bias: false), new BatchNormSpec(), new ReLU6Spec(),
                new Conv2dSpec(32, window, Groups: 32, Bias: false), new BatchNormSpec(), new ReLU6Spec(),
                new Conv2dSpec(20, Point, Bias: false), new BatchNormSpec()));
        }

        foreach (var (height, width) in new[] { (2, 5), (3, 16), (8, 1), (17, 14) })
        {
            yield return ($"{height}x{width}", new(
                Extent.Image(16, height, width), new Conv2dSpec(24, Point), new ReLUSpec(), new Conv2dSpec(24, Padded, Groups: 24), new ReLUSpec(), new Conv2dSpec(16, Point)));
        }

        yield return ("residual", new(
            Extent.Image(16, 10, 10),
            new Conv2dSpec(16, Padded), new ReLUSpec(),
            new Conv2dSpec(48, Point, Bias: false), new BatchNormSpec(), new ReLU6Spec(),
            new Conv2dSpec(48, Padded, Groups: 48, Bias: false), new BatchNormSpec(), new ReLU6Spec(),
            new Conv2dSpec(16, Point, Bias: false), new BatchNormSpec(), new AddSpec("relu1"), new ReLUSpec()));
        yield return ("stem", new(
            Extent.Image(3, 16, 14), new Conv2dSpec(16, Padded with { Stride = 2 }), new ReLUSpec(), new Conv2dSpec(16, Padded, Groups: 16), new ReLUSpec(), new Conv2dSpec(8, Point)));
        yield return ("nothing behind", new(Extent.Image(3, 9, 8), new Conv2dSpec(16, Padded), new ReLUSpec(), new Conv2dSpec(16, Padded, Groups: 16), new ReLUSpec()));
        yield return ("3x3 behind", new(
            Extent.Image(3, 9, 8), new Conv2dSpec(16, Point), new ReLUSpec(), new Conv2dSpec(16, Padded, Groups: 16), new ReLUSpec(), new Conv2dSpec(8, Padded)));
        yield return ("strided 1x1 behind", new(
            Extent.Image(3, 9, 8), new Conv2dSpec(16, Point), new ReLUSpec(), new Conv2dSpec(16, Padded, Groups: 16), new ReLUSpec(), new Conv2dSpec(8, Point with { Stride = 2 })));
        yield return ("added to what is in front", new(
            Extent.Image(3, 9, 8), new Conv2dSpec(16, Point), new ReLUSpec(), new Conv2dSpec(16, Padded, Groups: 16), new AddSpec("relu1"), new Conv2dSpec(8, Point)));
        yield return ("sum in the middle", new(
            Extent.Image(16, 9, 8), new Conv2dSpec(16, Point), new ReLUSpec(), new Conv2dSpec(16, Padded, Groups: 16), new AddSpec("input"), new ReLUSpec(), new Conv2dSpec(8, Point)));
        yield return ("two depthwise convolutions", new(
            Extent.Image(3, 9, 8), new Conv2dSpec(16, Point), new Conv2dSpec(16, Padded, Groups: 16), new ReLUSpec(), new Conv2dSpec(16, Padded, Groups: 16), new Conv2dSpec(16, Point),
            new Conv2dSpec(16, Padded with { Stride = 2 }, Groups: 16)));
        yield return ("slopes", new(
            Extent.Image(3, 9, 8), new Conv2dSpec(16, Point), new PReLUSpec(16), new Conv2dSpec(16, Padded, Groups: 16), new PReLUSpec(16), new Conv2dSpec(8, Point), new PReLUSpec(8)));
        yield return ("BatchNorm on the border", new(
            Extent.Image(3, 9, 8), new Conv2dSpec(16, Point), new ReLUSpec(), new BatchNormSpec(), new Conv2dSpec(16, Padded, Groups: 16), new ReLUSpec(), new Conv2dSpec(8, Point)));
    }
}
