using System.Collections.Immutable;
using BnCompiler.Numeric.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>
/// Random valid graphs: chains, branches from any value, values joined by Add, Concat and Multiply, residual blocks and gates; some with a second input, with
/// several outputs, or with layers declared as a block. A few have a batch that a BatchNorm has to refuse.
/// </summary>
internal static class RandomGraph
{
    /// <summary>A graph that has this many layers grows no further.</summary>
    private const int EnoughLayers = 8;

    /// <summary>A Concat makes no more channels than this.</summary>
    private const int MostChannels = 48;

    private static readonly int[] BatchSizes = [1, 2, 3, 5];

    /// <summary>Linear layers take several samples together: batches around those too.</summary>
    private static readonly int[] BatchSizesOfFeatures = [.. BatchSizes, 7, 17, 33];

    public static Gen<NetSpec> Networks { get; } =
        from input in Gen.Frequency((6, Images()), (1, Sequences()), (1, RandomLayers.ChannelCount(1).Select(Extent.Features)))
        from steps in Gen.Choose(2, 8)
        from start in Gen.Frequency((7, Gen.Constant(new NetGraph(input, []))), (1, Joined(input)))
        from graph in Grow(start, steps, Declared)
        from batch in Gen.Elements(input.IsFeatures ? BatchSizesOfFeatures : BatchSizes)
        from offset in Gen.Frequency((6, Gen.Constant(0.0)), (1, Gen.Elements(30.0, -500.0)))
        from refused in Gen.Elements(true, false, false, false)
        select Finish(graph, batch, offset, refused);

    private static NetSpec Finish(NetGraph graph, int batch, double offset, bool refused)
    {
        var spec = new NetSpec(graph.Input, graph.WithoutUnread().Layers()) { Batch = batch, InputOffset = offset };
        return refused || !spec.BatchNormsOfOneValue().Any() ? spec : spec with { Batch = 2 };
    }

    private static Gen<Extent> Images() =>
        from height in Gen.Choose(1, 9)
        from width in Gen.Choose(1, 9)
        from channels in RandomLayers.ChannelCount(height * width)
        select Extent.Image(channels, height, width);

    private static Gen<Extent> Sequences() =>
        from length in Gen.Choose(1, 17)
        from channels in RandomLayers.ChannelCount(length)
        select Extent.Sequence(channels, length);

    /// <summary>Two inputs, perhaps a layer behind each, and what becomes of both together.</summary>
    private static Gen<NetGraph> Joined(Extent input) =>
        from before in Optional(BatchNormOr(RandomLayers.Keeping(input)))
        from channels in RandomLayers.ChannelCount(input.Positions)
        from second in Gen.Elements(input, input, input with { Channels = channels }, Extent.Features(input.Channels))
        from behind in Optional(BatchNormOr(RandomLayers.Keeping(second)))
        from secondFirst in RandomLayers.Flag
        let first = Chain(new NetGraph(input, []), 0, before)
        let both = Chain(first.Then(new InputSpec(second)), first.Last + 1, behind)
        let sources = secondFirst ? ImmutableArray.Create(both.Last, first.Last) : [first.Last, both.Last]
        from merge in Gen.Elements(new MergeSpec[] { new AddSpec(), new ConcatSpec(), new MultiplySpec() }.Where(merge => merge.Output([.. sources.Select(source => both.Shapes()!.Value[source])]) is not null))
        select both.Then(merge, sources);

    /// <param name="more">Steps beside those that any graph may take.</param>
    private static Gen<NetGraph> Grow(NetGraph graph, int steps, Func<NetGraph, ImmutableArray<Extent>, IEnumerable<(int Weight, Gen<NetGraph> Graph)>> more) =>
        steps == 0 || graph.Nodes.Length >= EnoughLayers ? Gen.Constant(graph) : Step(graph, more).SelectMany(grown => Grow(grown, steps - 1, more));

    /// <summary>What only a network may have, and a block may not.</summary>
    private static IEnumerable<(int Weight, Gen<NetGraph> Graph)> Declared(NetGraph graph, ImmutableArray<Extent> shapes)
    {
        yield return (1, Gen.Frequency((3, Gen.Constant(graph.Last)), (1, Gen.Choose(0, graph.Last))).Select(value => graph.Then(new OutputSpec(), value)));
        yield return (1, RandomBlocks.Use(graph, shapes[^1], Body(shapes[^1])));
        foreach (var again in RandomBlocks.Again(graph, shapes[^1]))
        {
            yield return (6, again);
        }
    }

    private static Gen<NetGraph> Body(Extent shape) => Gen.OneOf(
        Block(new NetGraph(shape, []), shape),
        Branch(shape).Select(layers => Chain(new NetGraph(shape, []), 0, layers)),
        Gen.Choose(1, 2).SelectMany(steps => Grow(new NetGraph(shape, []), steps, (_, _) => [])));

    private static Gen<NetGraph> Step(NetGraph graph, Func<NetGraph, ImmutableArray<Extent>, IEnumerable<(int Weight, Gen<NetGraph> Graph)>> more)
    {
        var shapes = graph.Shapes()!.Value;
        return Gen.Frequency(
        [
            .. more(graph, shapes),
            (13, Layer(graph, shapes, graph.Last)),
            (3, from grown in Layer(graph, shapes, graph.Last) from batchNorm in RandomLayers.BatchNorm() select grown.Then(batchNorm, grown.Last)),
            (3, Gen.Choose(0, graph.Last).SelectMany(value => Layer(graph, shapes, value))),
            (3, Block(graph, shapes[^1])),
            .. shapes[^1].IsImage ? new (int, Gen<NetGraph>)[] { (1, Gate(graph, shapes[^1])) } : [],
            .. Joins(graph, shapes),
        ]);
    }

    private static Gen<NetGraph> Layer(NetGraph graph, ImmutableArray<Extent> shapes, int value) =>
        RandomLayers.On(shapes[value]).Select(layer => graph.Then(layer, value));

    /// <summary>The last value together with one or two others that fit it, itself among them where it must.</summary>
    private static IEnumerable<(int Weight, Gen<NetGraph> Graph)> Joins(NetGraph graph, ImmutableArray<Extent> shapes)
    {
        int most = Math.Max(MostChannels, shapes[^1].Channels);
        foreach (var (weight, merge) in new (int, MergeSpec)[] { (2, new AddSpec()), (1, new ConcatSpec()), (1, new MultiplySpec()) })
        {
            int[] fitting = [.. Enumerable.Range(0, shapes.Length).Where(value => merge.Output([shapes[^1], shapes[value]]) is { } shape && shape.Channels <= most)];
            int[] others = [.. fitting.Where(value => value != graph.Last)];
            if (fitting.Length > 0)
            {
                yield return (
                    others.Length > 0 ? 2 * weight : 1,
                    from second in Gen.Elements(others.Length > 0 ? others : fitting)
                    from third in Gen.Elements(fitting)
                    from three in Gen.Elements(true, false, false)
                    let two = graph.Then(merge, graph.Last, second)
                    let all = graph.Then(merge, graph.Last, second, third)
                    select three && all.Shapes() is { } fits && fits[^1].Channels <= most ? all : two);
            }
        }
    }

    /// <summary>Two or three branches from the last value that keep its shape, and their sum, product or all their channels, with or without a BatchNorm behind.</summary>
    private static Gen<NetGraph> Block(NetGraph graph, Extent shape) =>
        from count in Gen.Elements(2, 2, 3)
        from shortcut in RandomLayers.Flag
        from branches in Branches(graph, shape, graph.Last, shortcut ? count - 1 : count)
        from merge in Gen.Elements<MergeSpec>(new AddSpec(), new AddSpec(), new MultiplySpec(), shape.Channels * count <= MostChannels ? new ConcatSpec() : new AddSpec())
        from batchNorm in Optional(RandomLayers.BatchNorm())
        let joined = branches.Graph.Then(merge, shortcut ? branches.Ends.Add(graph.Last) : branches.Ends)
        select Chain(joined, joined.Last, batchNorm);

    private static Gen<(NetGraph Graph, ImmutableArray<int> Ends)> Branches(NetGraph graph, Extent shape, int start, int count) =>
        count == 0
            ? Gen.Constant((graph, ImmutableArray<int>.Empty))
            : from layers in Branch(shape)
              let grown = Chain(graph, start, layers)
              from rest in Branches(grown, shape, start, count - 1)
              select (rest.Graph, rest.Ends.Insert(0, grown.Last));

    private static Gen<ImmutableArray<LayerSpec>> Branch(Extent shape) =>
        from layer in RandomLayers.Keeping(shape)
        from batchNorm in Optional(RandomLayers.BatchNorm())
        from activation in Optional(RandomLayers.Activation())
        from rest in Gen.Frequency((3, Gen.Constant(ImmutableArray<LayerSpec>.Empty)), (1, Optional(RandomLayers.Keeping(shape))))
        select (ImmutableArray<LayerSpec>)[layer, .. batchNorm, .. activation, .. rest];

    /// <summary>Squeeze and excitation: each channel of the last value times a number from its own mean or maximum, [C] or [C, 1, 1].</summary>
    private static Gen<NetGraph> Gate(NetGraph graph, Extent shape) =>
        from pool in Gen.Elements<LayerSpec>(new GlobalAvgPool2dSpec(), new GlobalMaxPool2dSpec(), new AdaptiveAvgPool2dSpec(1, 1))
        from flatten in RandomLayers.Flag
        from weights in Optional(Gen.Constant<LayerSpec>(flatten ? new LinearSpec(shape.Channels) : new Conv2dSpec(shape.Channels, new Window(1))))
        from batchNorm in Gen.Frequency((4, Gen.Constant(ImmutableArray<LayerSpec>.Empty)), (1, Optional(RandomLayers.BatchNorm())))
        from activation in Gen.Elements<LayerSpec>(new SigmoidSpec(), new SigmoidSpec(), new SigmoidSpec(), new HardSigmoidSpec(), new HardSigmoidSpec(), new SoftmaxSpec())
        from gateFirst in RandomLayers.Flag
        let gated = Chain(graph, graph.Last, [pool, .. flatten ? [new FlattenSpec()] : Array.Empty<LayerSpec>(), .. weights, .. batchNorm, activation])
        select gateFirst ? gated.Then(new MultiplySpec(), gated.Last, graph.Last) : gated.Then(new MultiplySpec(), graph.Last, gated.Last);

    private static Gen<LayerSpec> BatchNormOr(Gen<LayerSpec> layer) => Gen.OneOf(RandomLayers.BatchNorm(), layer);

    private static NetGraph Chain(NetGraph graph, int start, IEnumerable<LayerSpec> layers)
    {
        foreach (var layer in layers)
        {
            graph = graph.Then(layer, start);
            start = graph.Last;
        }

        return graph;
    }

    private static Gen<ImmutableArray<LayerSpec>> Optional(Gen<LayerSpec> layer) =>
        from present in RandomLayers.Flag
        from drawn in layer
        select present ? [drawn] : ImmutableArray<LayerSpec>.Empty;
}
