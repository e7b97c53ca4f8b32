using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>Which running statistics follow which row of a weight, written as "rows → channels of the BatchNorm".</summary>
public sealed class ScaleGaugePlanTests
{
    [Theory]
    [InlineData("Network(4), Linear(3), BatchNorm, ReLU, Linear(2)", "linear1.weight 3/3: bn1 0..2 → 0..2")]
    [InlineData("Network(4), Linear(3, Bias = false), ReLU, Dropout, BatchNorm", "linear1.weight 3/3: bn1 0..2 → 0..2")]
    [InlineData("Network(2, 8, 8), Conv2d(3, 3, Padding = 1), BatchNorm, ReLU, MaxPool2d(2)", "conv1.weight 3/3: bn1 0..2 → 0..2")]
    [InlineData("Network(2, 4, 4), Conv2d(3, 3), Flatten, BatchNorm", "conv1.weight 3/3: bn1 0..2 → 0..11")]
    [InlineData("Network(2, 8, 8), Conv2d(4, 3, Bias = false), Conv2d(8, 3, Padding = 1, Groups = 4), BatchNorm", "conv1.weight 4/4: bn1 0..3 → 0..7; conv2.weight 8/8: bn1 0..7 → 0..7")]
    [InlineData("Network(4), Linear(3, Bias = false), Linear(2), BatchNorm", "linear1.weight 1/3: bn1 0..0 → 0..1; linear2.weight 2/2: bn1 0..1 → 0..1")]
    [InlineData("Network(2, 6, 6), ConvTranspose2d(5, 3), BatchNorm", "conv_transpose1.weight 1/5: bn1 0..0 → 0..4")]
    [InlineData("Network(2, 6, 6), Conv2d(3, 1), Concat(\"input\"), MaxPool2d(2), BatchNorm", "conv1.weight 3/3: bn1 0..2 → 0..2")]
    [InlineData("Network(2, 2, 2), Conv2d(3, 1, Name = \"side\"), Concat(\"side\", From = \"input\"), Flatten, BatchNorm", "side.weight 3/3: bn1 0..2 → 8..19")]
    [InlineData("Network(2, 4, 4), Conv2d(4, 1, Bias = false), ChannelShuffle(2), BatchNorm", "conv1.weight 4/4: bn1 0..0 → 0..0, bn1 2..2 → 1..1, bn1 1..1 → 2..2, bn1 3..3 → 3..3")]
    [InlineData("Network(2, 4, 4), Conv2d(4, 1, Bias = false), ChannelShuffle(2), Conv2d(4, 1), BatchNorm", "conv1.weight 1/4: bn1 0..0 → 0..3; conv2.weight 4/4: bn1 0..3 → 0..3")]
    public void FollowsTheFactorToTheStatistics(string attributes, string expected) => Assert.Equal(expected, Text(Networks.Build(attributes)));

    [Theory]
    [InlineData("Network(4), Linear(3)")]
    [InlineData("Network(4), Linear(3), Sigmoid, BatchNorm, Linear(2)")]
    [InlineData("Network(4, 4, 4), Conv2d(4, 1), Add(\"input\"), BatchNorm")]
    public void NoPlanWithoutFreedom(string attributes) => Assert.Equal("", Text(Networks.Build(attributes)));

    [Fact]
    public void AValueMultipliedWithItselfIsLeftAlone() =>
        Assert.Equal("", Text(Networks.Build("Network(4), Linear(3, Bias = false), ReLU, Multiply(\"linear1\"), BatchNorm")));

    [Fact]
    public void EveryReaderFollows()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(3), "conv1", sketch.Input);
        var left = sketch.Add(GraphSketch.BatchNorm(), "bn1", conv);
        var right = sketch.Add(GraphSketch.BatchNorm(affine: false), "bn2", conv);
        var graph = sketch.Build(sketch.Add(GraphSketch.Sum(), "add1", left, right));
        Assert.Equal("conv1.weight 3/3: bn1 0..2 → 0..2, bn2 0..2 → 0..2", Text(graph));
    }

    private static string Text(Graph declared)
    {
        var graph = PassPipeline.Training.Run(declared).Graph;
        var plans = ScaleGaugePlan.Of(graph, ScaleInvarianceAnalysis.Run(graph));
        return string.Join("; ", plans.Select(plan => $"{plan.Weight} {plan.Rows}/{plan.Channels}: {string.Join(", ", plan.Followers.Select(Describe))}"));
    }

    private static string Describe(GaugeFollower follower) =>
        $"{follower.BatchNorm} {follower.FirstRow}..{follower.FirstRow + follower.Rows - 1} → {follower.FirstChannel}..{follower.FirstChannel + (follower.Rows * follower.Repeats) - 1}";
}
