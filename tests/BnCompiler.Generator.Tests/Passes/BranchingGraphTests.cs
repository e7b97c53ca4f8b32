using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>Graphs built by hand, with outputs and branches of any kind: the analysis and the passes are for graphs, not for chains.</summary>
public sealed class BranchingGraphTests
{
    [Fact]
    public void AValueIsInvariantWhereBothReadersAre()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(3), "conv1", sketch.Input);
        var left = sketch.Add(GraphSketch.BatchNorm(), "bn1", conv);
        var right = sketch.Add(GraphSketch.BatchNorm(), "bn2", conv);
        var graph = sketch.Build(sketch.Add(GraphSketch.Sum(), "add1", left, right));

        Assert.Equal("input conv1", Invariant(graph));
        Assert.Equal(["conv1.bias: removed, bn1 and bn2 subtract it"], PassAssert.Decisions(graph, new EliminateRedundantBiases()));
    }

    [Fact]
    public void ASecondReaderThatIsNotInvariantKeepsTheBias()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(3), "conv1", sketch.Input);
        var left = sketch.Add(GraphSketch.BatchNorm(), "bn1", conv);
        var right = sketch.Add(new ReLULayer(), "relu1", conv);
        var graph = sketch.Build(sketch.Add(GraphSketch.Sum(), "add1", left, right));

        Assert.Equal("", Invariant(graph));
        Assert.Empty(PassAssert.Decisions(graph, new EliminateRedundantBiases()));
    }

    [Fact]
    public void AValueThatIsAlsoAnOutputKeepsTheBias()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(3), "conv1", sketch.Input);
        var graph = sketch.Build(sketch.Add(GraphSketch.BatchNorm(), "bn1", conv), conv);

        Assert.Empty(PassAssert.Decisions(graph, new EliminateRedundantBiases()));
    }

    [Fact]
    public void BranchesThatMeetInAnAddInFrontOfABatchNorm()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var left = sketch.Add(GraphSketch.Conv(3, 3, 1), "conv1", sketch.Input);
        var right = sketch.Add(GraphSketch.Conv(3), "conv2", sketch.Input);
        var sum = sketch.Add(GraphSketch.Sum(), "add1", left, right);
        var graph = sketch.Build(sketch.Add(GraphSketch.BatchNorm(), "bn1", sum));

        Assert.Equal("conv1 conv2 add1", Invariant(graph));
        Assert.Equal(
            ["conv1.bias: removed, bn1 subtracts it", "conv2.bias: removed, bn1 subtracts it"],
            PassAssert.Decisions(graph, new EliminateRedundantBiases()));
    }

    [Fact]
    public void ConcatPassesEachSliceItsOwnFlags()
    {
        var sketch = new GraphSketch(4, 4, 4);
        var left = sketch.Add(GraphSketch.Conv(2), "conv1", sketch.Input);
        var right = sketch.Add(GraphSketch.Conv(4), "conv2", sketch.Input);
        var concat = sketch.Add(GraphSketch.Concat(), "concat1", left, right);
        var grouped = sketch.Add(GraphSketch.Conv(3, groups: 3), "conv3", concat);
        var graph = sketch.Build(sketch.Add(GraphSketch.BatchNorm(), "bn1", grouped));
        Assert.Equal("input conv1 conv2 concat1 conv3", Invariant(graph));

        // Behind this one a rectifier is reached on one side only.
        var mixed = new GraphSketch(6, 4, 4);
        var normalised = mixed.Add(GraphSketch.Conv(4), "conv1", mixed.Input);
        var rectified = mixed.Add(GraphSketch.Conv(2), "conv2", mixed.Input);
        var relu = mixed.Add(new ReLULayer(), "relu1", rectified);
        var both = mixed.Add(GraphSketch.Concat(), "concat1", mixed.Add(GraphSketch.BatchNorm(), "bn1", normalised), relu);
        Assert.Equal("conv1", Invariant(mixed.Build(both)));
    }

    [Fact]
    public void PartOfTheChannelsIsNotEnough()
    {
        // The second group of the normalisation has a channel of conv1 and one of the input, which adds no constant.
        var sketch = new GraphSketch(1, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(3), "conv1", sketch.Input);
        var concat = sketch.Add(GraphSketch.Concat(), "concat1", conv, sketch.Input);
        var graph = sketch.Build(sketch.Add(GraphSketch.GroupNorm(2), "norm1", concat));

        Assert.Equal("1 1 0", ShiftInvarianceAnalysis.Run(graph).Of(conv).ToString());
        Assert.Empty(PassAssert.Decisions(graph, new EliminateRedundantBiases()));
    }

    [Fact]
    public void AFoldNeedsValuesThatNobodyElseReads()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(3), "conv1", sketch.Input);
        var bn = sketch.Add(GraphSketch.BatchNorm(), "bn1", conv);
        var relu = sketch.Add(new ReLULayer(), "relu1", bn);
        var graph = sketch.Build(sketch.Add(GraphSketch.Sum(), "add1", relu, conv));

        Assert.Equal(
            """
            input = Input -> [2, 4, 4]
            conv1 = Conv2d(2 → 3, kernel 1×1)(input) -> [3, 4, 4] | weight, bias
            bn1 = SideValue(conv1) -> [3, 4, 4] | then BatchNorm bn1, ReLU relu1
            add1 = Add(bn1, conv1) -> [3, 4, 4]
            return add1
            """,
            PassAssert.Print(graph, new FoldBatchNorm(), new FuseActivationsForInference()));
        Assert.Equal(
            ["bn1: stored beside its input by the kernel of conv1, because conv1 has other readers and relu1 is not affine per channel"],
            PassAssert.Decisions(graph, new FoldBatchNorm()));
    }

    [Fact]
    public void AReaderOfAPoolBetweenStopsTheFold()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(3), "conv1", sketch.Input);
        var pool = sketch.Add(GraphSketch.AvgPool(2), "avgpool1", conv);
        var bn = sketch.Add(GraphSketch.BatchNorm(), "bn1", pool);
        var graph = sketch.Build(sketch.Add(GraphSketch.Sum(), "add1", bn, pool));

        Assert.Equal(
            ["bn1: stored beside its input by the kernel of avgpool1, because avgpool1 has other readers and add1 adds other values"],
            PassAssert.Decisions(graph, new FoldBatchNorm()));
    }

    [Fact]
    public void ForwardIntoEveryReader()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var bn = sketch.Add(GraphSketch.BatchNorm(), "bn1", sketch.Input);
        var left = sketch.Add(GraphSketch.Conv(3), "conv1", bn);
        var pool = sketch.Add(GraphSketch.AvgPool(1), "avgpool1", bn);
        var right = sketch.Add(GraphSketch.Conv(3), "conv2", pool);
        var graph = sketch.Build(sketch.Add(GraphSketch.Sum(), "add1", left, right));

        Assert.Equal(
            """
            input = Input -> [2, 4, 4]
            conv1 = Conv2d(2 → 3, kernel 1×1)(input) -> [3, 4, 4] | weight, bias | folds bn1 into inputs
            avgpool1 = AvgPool2d(kernel 1×1)(input) -> [2, 4, 4]
            conv2 = Conv2d(2 → 3, kernel 1×1)(avgpool1) -> [3, 4, 4] | weight, bias | folds bn1 into inputs
            add1 = Add(conv1, conv2) -> [3, 4, 4]
            return add1
            """,
            PassAssert.Print(graph, new FoldBatchNorm()));
    }

    [Fact]
    public void ForwardIntoAllReadersOrNone()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var bn = sketch.Add(GraphSketch.BatchNorm(), "bn1", sketch.Input);
        var left = sketch.Add(GraphSketch.Conv(3), "conv1", bn);
        var right = sketch.Add(GraphSketch.Conv(3, 3, 1), "conv2", bn);
        var graph = sketch.Build(sketch.Add(GraphSketch.Sum(), "add1", left, right));

        Assert.Equal(
            """
            input = Input -> [2, 4, 4] | then BatchNorm bn1
            conv1 = Conv2d(2 → 3, kernel 1×1)(input) -> [3, 4, 4] | weight, bias
            conv2 = Conv2d(2 → 3, kernel 3×3, padding 1)(input) -> [3, 4, 4] | weight, bias
            add1 = Add(conv1, conv2) -> [3, 4, 4]
            return add1
            """,
            PassAssert.Print(graph, new FoldBatchNorm()));
    }

    [Fact]
    public void AnActivationIsFusedOnlyIntoAValueOfItsOwn()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(3), "conv1", sketch.Input);
        var relu = sketch.Add(new ReLULayer(), "relu1", conv);
        var graph = sketch.Build(sketch.Add(GraphSketch.Sum(), "add1", relu, conv));
        Assert.Empty(PassAssert.Decisions(graph, new FuseActivationsForTraining()));
        Assert.Empty(PassAssert.Decisions(graph, new FuseActivationsForInference()));

        // The output of the network is a reader as well.
        var shown = new GraphSketch(2, 4, 4);
        var first = shown.Add(GraphSketch.Conv(3), "conv1", shown.Input);
        var second = shown.Add(new ReLULayer(), "relu1", first);
        Assert.Empty(PassAssert.Decisions(shown.Build(second, first), new FuseActivationsForInference()));
    }

    private static string Invariant(Graph graph)
    {
        var analysis = ShiftInvarianceAnalysis.Run(graph);
        return string.Join(" ", graph.Nodes.Where(node => analysis.Of(node).IsOwnEverywhere).Select(node => node.Name));
    }
}
