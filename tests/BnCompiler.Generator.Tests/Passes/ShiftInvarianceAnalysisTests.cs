using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>Classes of channels: 0 takes no constant, a number that stands once any, and one that stands several times a constant that its channels share.</summary>
public sealed class ShiftInvarianceAnalysisTests
{
    [Fact]
    public void AGroupTakesWhatItsChannelsShare() => AssertClasses("1 1 1 2 2 2", 6, (sketch, value) => Norm(sketch, value, 2));

    [Fact]
    public void GroupsOfOneChannelTakeAnything() => AssertClasses("1 2 3", 3, (sketch, value) => Norm(sketch, value, 3));

    [Fact]
    public void TwoReadersAllowWhatBothAllow() => AssertClasses("1 1 1 1", 4, (sketch, value) =>
    {
        // {0 1}{2 3} and, behind a shuffle, {0 2}{1 3}: only what all share.
        var shuffled = sketch.Add(new ChannelShuffleLayer(2), "shuffle1", value);
        return sketch.Add(GraphSketch.Sum(), "add1", Norm(sketch, value, 2), sketch.Add(GraphSketch.GroupNorm(2), "norm2", shuffled));
    });

    [Fact]
    public void AReaderThatTakesNothingEndsIt() => AssertClasses("0 0 0 0", 4, (sketch, value) =>
        sketch.Add(GraphSketch.Sum(), "add1", Norm(sketch, value, 2), sketch.Add(new ReLULayer(), "relu1", value)));

    [Fact]
    public void ABatchNormBesideItAllowsMore() => AssertClasses("1 1 2 2", 4, (sketch, value) =>
        sketch.Add(GraphSketch.Sum(), "add1", Norm(sketch, value, 2), sketch.Add(GraphSketch.BatchNorm(), "bn1", value)));

    [Fact]
    public void AShuffleMovesTheClasses() => AssertClasses("1 2 1 2", 4, (sketch, value) =>
        Norm(sketch, sketch.Add(new ChannelShuffleLayer(2), "shuffle1", value), 2));

    [Fact]
    public void ASliceLosesWhatItSharesWithAnotherValue() => AssertClasses("1 1 0", 3, (sketch, value) =>
        Norm(sketch, sketch.Add(GraphSketch.Concat(), "concat1", value, sketch.Input), 2), inputs: 1);

    [Fact]
    public void AChannelInTwoGroupsJoinsThem() => AssertClasses("1 1 1", 3, (sketch, value) =>
        Norm(sketch, sketch.Add(new FlattenLayer(), "flatten1", value), 2), size: 2);

    [Fact]
    public void WeightsLetOnlyWhatIsFreeBehindThemPass()
    {
        AssertClasses("0 0", 2, (sketch, value) => Norm(sketch, sketch.Add(GraphSketch.Conv(4), "conv2", value), 2));
        AssertClasses("1 2", 2, (sketch, value) => Norm(sketch, sketch.Add(GraphSketch.Conv(4), "conv2", value), 4));
        AssertClasses("0 0 0 0", 4, (sketch, value) => Norm(sketch, sketch.Add(GraphSketch.Conv(4, groups: 4), "conv2", value), 2));
    }

    /// <summary>It multiplies each channel by an s of its own, so that what channels share in front of it they do not share behind it.</summary>
    [Fact]
    public void AFrozenBatchNormIsAWeightPerChannel()
    {
        AssertClasses("0 0 0 0", 4, (sketch, value) => Norm(sketch, sketch.Add(Frozen(), "bn1", value), 2));
        AssertClasses("1 2 3 4", 4, (sketch, value) => Norm(sketch, sketch.Add(Frozen(), "bn1", value), 4));
        AssertClasses("0 0 0 0", 4, (sketch, value) => sketch.Add(new ReLULayer(), "relu1", sketch.Add(Frozen(), "bn1", value)));
    }

    [Fact]
    public void PartialRedundancyIsCounted()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(6), "conv1", sketch.Input);
        var analysis = ShiftInvarianceAnalysis.Run(sketch.Build(Norm(sketch, conv, 2)));

        Assert.False(analysis.IsRedundant(conv, "bias"));
        Assert.Equal(2, analysis.RedundantDirections(conv, "bias"));
        Assert.Equal(0, analysis.RedundantDirections(conv, "weight"));
    }

    [Fact]
    public void CountsOffAgain()
    {
        // Channels of 6 values counted off as channels of 4: the second is made of the first two, the third of the second alone.
        var map = new ChannelMap.Regroup(6, 4);
        Assert.Equal([new(0, 1), new(0, 2), new(1, 1)], Enumerable.Range(0, 3).Select(map.Sources));
        Assert.Equal("1 1", ChannelFreedom.All(3).Before(map, 2).ToString());
        Assert.Equal("1 2 3", ChannelFreedom.All(3).Before(new ChannelMap.Regroup(4, 4), 3).ToString());
    }

    private static BatchNormLayer Frozen() => new(1e-5, 0.1, affine: true, frozen: true);

    private static Node Norm(GraphSketch sketch, Node value, int groups) => sketch.Add(GraphSketch.GroupNorm(groups), "norm1", value);

    private static void AssertClasses(string expected, int channels, Func<GraphSketch, Node, Node> rest, int inputs = 2, int size = 4)
    {
        var sketch = new GraphSketch(inputs, size, size);
        var conv = sketch.Add(GraphSketch.Conv(channels), "conv1", sketch.Input);
        var graph = sketch.Build(rest(sketch, conv));
        Assert.Equal(expected, ShiftInvarianceAnalysis.Run(graph).Of(conv).ToString());
    }
}
