using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Networks on [channels, length]: convolutions along it, and what takes values of any shape.</summary>
internal static class SequenceNetworks
{
    private static readonly Extent Sequence = Extent.Sequence(3, 11);

    public static IReadOnlyDictionary<string, NetSpec> All { get; } = Build().ToDictionary(pair => pair.Name, pair => pair.Spec);

    private static IEnumerable<(string Name, NetSpec Spec)> Build() => [.. Convolutions(), .. Placed(), .. Merged(), .. Folded()];

    private static IEnumerable<(string Name, NetSpec Spec)> Convolutions()
    {
        foreach (int count in new[] { 1, 3, 15, 16, 17, 33 })
        {
            yield return ($"Conv1d, {count} outputs", new(Sequence, new Conv1dSpec(count, 3) { Padding = 1 }));
            yield return ($"Conv1d, {count} inputs", new(Extent.Sequence(count, 9), new Conv1dSpec(4, 3, Bias: false), new Conv1dSpec(2, 1)));
            yield return ($"Conv1d, depthwise {count}", new(Extent.Sequence(count, 8), new Conv1dSpec(count, 3, count) { Padding = 1, Stride = 2 }));
        }

        yield return ("Conv1d, stride, padding and dilation", new(Sequence, new Conv1dSpec(6, 3) { Stride = 2, Padding = 3, Dilation = 2 }, new TanhSpec(), new Conv1dSpec(5, 2) { Padding = 1 }));
        yield return ("Conv1d, groups", new(Extent.Sequence(6, 7), new Conv1dSpec(10, 3, 2) { Padding = 1 }, new ReLUSpec(), new Conv1dSpec(4, 2)));
        yield return ("Conv1d of one position", new(Extent.Sequence(18, 1), new Conv1dSpec(9, 3) { Padding = 1 }, new ReLUSpec(), new Conv1dSpec(5, 1)) { Batch = 17 });
        yield return ("Conv1d to one position", new(Sequence, new Conv1dSpec(17, 11), new BatchNormSpec(), new FlattenSpec(), new LinearSpec(3)) { Batch = 5 });
        yield return ("Conv1d of a long sequence", new(Extent.Sequence(2, 300), new Conv1dSpec(18, 7) { Padding = 3 }, new BatchNormSpec(), new ReLUSpec(), new Conv1dSpec(3, 3) { Stride = 4 }, new FlattenSpec(), new LinearSpec(4)));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Placed()
    {
        LayerSpec[] layers = [new ReLUSpec(), new PReLUSpec(), new PReLUSpec(5), new SigmoidSpec(), new GELUSpec(), new SoftmaxSpec(), new LogSoftmaxSpec(), new DropoutSpec(), new BatchNormSpec(), new ChannelShuffleSpec(5), .. Pools()];
        foreach (var layer in layers)
        {
            yield return ($"{layer.Render()} on a sequence", new(Sequence, new Conv1dSpec(5, 3) { Padding = 1 }, layer, new Conv1dSpec(4, 3) { Padding = 1 }));
            yield return ($"{layer.Render()} on a sequence, Flatten, Linear", new(Sequence, new Conv1dSpec(5, 2), layer, new FlattenSpec(), new LinearSpec(4)));
        }
    }

    private static IEnumerable<LayerSpec> Pools() =>
    [
        new MaxPool1dSpec(2) { Stride = 2 }, new MaxPool1dSpec(3) { Stride = 2, Padding = 1, CeilMode = true }, new MaxPool1dSpec(3) { Dilation = 2, Padding = 1 },
        new AvgPool1dSpec(2) { Stride = 2 }, new AvgPool1dSpec(3) { Stride = 2, Padding = 1, CeilMode = true }, new AvgPool1dSpec(3, CountIncludePad: false) { Padding = 1 },
        new AdaptiveAvgPool1dSpec(1), new AdaptiveAvgPool1dSpec(4),
    ];

    private static IEnumerable<(string Name, NetSpec Spec)> Merged()
    {
        yield return ("Add of sequences", new(Sequence, new Conv1dSpec(17, 1) { Name = "a" }, new ReLUSpec(), new Conv1dSpec(17, 3) { Padding = 1 }, new AddSpec("a"), new ReLUSpec()));
        yield return ("Concat of sequences", new(Sequence, new Conv1dSpec(5, 1), new TanhSpec(), new ConcatSpec("conv1d_1", "input"), new Conv1dSpec(2, 3)));
        yield return ("Multiply of sequences", new(Sequence, new Conv1dSpec(18, 1), new SigmoidSpec(), new MultiplySpec("conv1d_1")));
        yield return ("A gate [C, 1] on a sequence", new(
            Sequence, new Conv1dSpec(18, 1) { Name = "a" }, new Conv1dSpec(18, 11), new SigmoidSpec(), new MultiplySpec("a"), new Conv1dSpec(3, 1)));
        yield return ("A gate [C] on a sequence", new(
            Sequence, new Conv1dSpec(18, 1) { Name = "a" }, new Conv1dSpec(6, 11), new FlattenSpec(), new LinearSpec(18), new SigmoidSpec(), new MultiplySpec("a") { Name = "gated" }, new ReLUSpec()));
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Folded()
    {
        foreach (var values in Enum.GetValues<BatchNormValues>())
        {
            var batchNorm = new BatchNormSpec { Values = values };
            yield return ($"{values}: Conv1d, BatchNorm, PReLU", new(Sequence, new Conv1dSpec(17, 3) { Padding = 1 }, batchNorm, new PReLUSpec(17)));
            yield return ($"{values}: Conv1d, MaxPool1d, BatchNorm", new(Sequence, new Conv1dSpec(6, 3), new MaxPool1dSpec(2) { Stride = 2 }, batchNorm, new ReLUSpec()));
            yield return ($"{values}: Conv1d, AvgPool1d, AdaptiveAvgPool1d, BatchNorm", new(Sequence, new Conv1dSpec(6, 3), new AvgPool1dSpec(2), new AdaptiveAvgPool1dSpec(3), batchNorm));
            yield return ($"{values}: BatchNorm, Conv1d", new(Sequence, new ReLUSpec(), batchNorm, new Conv1dSpec(6, 3)));
            yield return ($"{values}: BatchNorm, padded Conv1d", new(Sequence, new ReLUSpec(), batchNorm, new Conv1dSpec(6, 3) { Padding = 1 }));
            yield return ($"{values}: Conv1d, Flatten, BatchNorm, Linear", new(Sequence, new Conv1dSpec(4, 3), new FlattenSpec(), batchNorm, new LinearSpec(3)) { Batch = 5 });
        }
    }
}
