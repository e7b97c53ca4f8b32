using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

public sealed class AbsorptionPlanTests
{
    [Theory]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), BatchNorm", "bn1.running_mean")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), MaxPool2d(2), AvgPool2d(2, Stride = 1), BatchNorm", "bn1.running_mean")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), GlobalAvgPool2d, Flatten, BatchNorm", "repeat 1 (bn1.running_mean)")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), Flatten, BatchNorm", "repeat 36 (bn1.running_mean)")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), Flatten, Linear(5), BatchNorm", "repeat 36 (through linear1.weight (bn1.running_mean))")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 1), Add(\"input\"), BatchNorm", "bn1.running_mean")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 1), Concat(\"input\"), BatchNorm", "slice 0 of 8 (bn1.running_mean)")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 1), Concat(\"input\", \"conv1\", From = \"input\"), Flatten, Linear(3), BatchNorm", "slice 8 of 11 (repeat 64 (through linear1.weight (bn1.running_mean)))")]
    [InlineData("Network(4, 8, 8), Conv2d(6, 3), Conv2d(9, 3, Groups = 3), Conv2d(4, 1), BatchNorm", "through conv2.weight in 3 (through conv3.weight (bn1.running_mean))")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), InstanceNorm", "nowhere at in1")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), MaxPool2d(2), GroupNorm(3)", "nowhere at gn1")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), Reshape(6, 18), BatchNorm", "repeat 2 (bn1.running_mean)")]
    [InlineData("Network(4, 8), Conv1d(3, 3), Conv1d(2, 3), BatchNorm", "through conv1d_2.weight (bn1.running_mean)")]
    [InlineData("Network(4, 8, 8), Conv2d(6, 3), ChannelShuffle(3), BatchNorm", "shuffle 3 (bn1.running_mean)")]
    [InlineData("Network(4, 8, 8), Conv2d(6, 3), ConvTranspose2d(4, 1, Groups = 2), BatchNorm", "through conv_transpose1.weight transposed in 2 (bn1.running_mean)")]
    public void FollowsTheValue(string attributes, string expected)
    {
        var graph = PassAssert.Run(Networks.Build(attributes), new EliminateRedundantBiases());
        Assert.Equal(expected, Text(AbsorptionPlan.Of(graph, graph.Nodes[1])));
    }

    [Fact]
    public void IsTheSameOnTheFinalTrainingGraph()
    {
        var graph = PassPipeline.Training.Run(Networks.Build("Network(4), Linear(3), Linear(3), BatchNorm, ReLU, Linear(2)")).Graph;
        Assert.Equal("through linear2.weight (bn1.running_mean)", Text(AbsorptionPlan.Of(graph, graph.Nodes[1])));
    }

    [Fact]
    public void BranchesAndTwofoldReaders()
    {
        var sketch = new GraphSketch(3, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(4), "conv1", sketch.Input);
        var side = sketch.Add(GraphSketch.Conv(4), "conv2", conv);
        var twice = sketch.Add(GraphSketch.Sum(), "add1", conv, conv);
        var sum = sketch.Add(GraphSketch.Sum(), "add2", twice, side);
        var bn = sketch.Add(GraphSketch.BatchNorm(), "bn1", sum);
        var plan = AbsorptionPlan.Of(sketch.Build(bn), conv);

        Assert.Equal("all (through conv2.weight (bn1.running_mean); bn1.running_mean; bn1.running_mean)", Text(plan));
        Assert.Equal(["bn1"], plan.Absorbers);
    }

    [Fact]
    public void ANormalizationWithoutARunningMeanDropsTheValue()
    {
        var sketch = new GraphSketch(3, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(4), "conv1", sketch.Input);
        var graph = sketch.Build(sketch.Add(GraphSketch.GroupNorm(4), "norm1", conv));

        Assert.Equal("nowhere at norm1", Text(AbsorptionPlan.Of(graph, conv)));
        Assert.Equal(["conv1.bias: removed, norm1 subtracts it"], PassAssert.Decisions(graph, new EliminateRedundantBiases()));
    }

    [Fact]
    public void EqualPathsAreEqualPlans()
    {
        var graph = Networks.Build("Network(4, 8, 8), Conv2d(3, 3), Flatten, Linear(5), BatchNorm");
        Assert.Equal(AbsorptionPlan.Of(graph, graph.Nodes[1]), AbsorptionPlan.Of(graph, graph.Nodes[1]));
        Assert.NotEqual(AbsorptionPlan.Of(graph, graph.Nodes[1]), AbsorptionPlan.Of(graph, graph.Nodes[2]));
    }

    private static string Text(AbsorptionPlan plan) => plan switch
    {
        AbsorptionPlan.IntoRunningMean mean => mean.Name,
        AbsorptionPlan.Nowhere nowhere => $"nowhere at {nowhere.Name}",
        AbsorptionPlan.Repeat repeat => $"repeat {repeat.Times} ({Text(repeat.Next)})",
        AbsorptionPlan.Slice slice => $"slice {slice.FirstChannel} of {slice.Channels} ({Text(slice.Next)})",
        AbsorptionPlan.Shuffle shuffle => $"shuffle {shuffle.Groups} ({Text(shuffle.Next)})",
        AbsorptionPlan.Through through => $"through {through.WeightName}{(through.InputsFirst ? " transposed" : "")}{(through.Groups == 1 ? "" : $" in {through.Groups}")} ({Text(through.Next)})",
        AbsorptionPlan.All all => $"all ({string.Join("; ", all.Consumers.Select(Text))})",
        _ => throw new ArgumentOutOfRangeException(nameof(plan)),
    };
}
