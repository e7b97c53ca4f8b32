using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Schedule;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>Which depthwise convolutions are done together with their neighbours, and with which.</summary>
public sealed class RowBandFusionTests
{
    private const string Expand = "Network(16, 64, 64), Conv2d(64, 1), ReLU";
    private const string Depthwise = "Conv2d(64, 3, Padding = 1, Groups = 64), ReLU";

    [Theory]
    [InlineData(Expand + ", " + Depthwise + ", Conv2d(16, 1)", "conv1 conv2 conv3")]
    [InlineData("Network(3, 128, 128), Conv2d(64, 3, Stride = 2, Padding = 1), ReLU, " + Depthwise + ", Conv2d(16, 1), Add(\"conv3\")", "conv1 conv2 conv3")]
    [InlineData(Expand + ", " + Depthwise, "conv1 conv2")]
    [InlineData(Expand + ", " + Depthwise + ", Conv2d(16, 3)", "conv1 conv2")]
    [InlineData(Expand + ", " + Depthwise + ", Conv2d(16, 1, Stride = 2)", "conv1 conv2")]
    [InlineData(Expand + ", " + Depthwise + ", Output(\"map\"), Conv2d(16, 1)", "conv1 conv2")]
    [InlineData(Expand + ", Output(\"map\"), " + Depthwise + ", Conv2d(16, 1)", "")]
    [InlineData(Expand + ", " + Depthwise + ", Conv2d(64, 1), Add(\"relu1\")", "")]
    [InlineData(Expand + ", MaxPool2d(1), " + Depthwise + ", Conv2d(16, 1)", "")]
    [InlineData("Network(64, 64, 64), " + Depthwise + ", Conv2d(16, 1)", "")]
    [InlineData("Network(16, 32, 32), Conv2d(64, 1), ReLU, " + Depthwise + ", Conv2d(16, 1)", "")]
    [InlineData("Network(16, 64, 64), Conv2d(64, 1), ReLU, BatchNorm, " + Depthwise + ", Conv2d(16, 1)", "")]
    public void ChainsThatAreTogether(string attributes, string expected)
    {
        var steps = Steps(attributes).Where(step => step.Kernel is RowBandKernel);
        Assert.Equal(expected, string.Join(", ", steps.Select(step => string.Join(" ", step.Stages.Select(stage => stage.Layer)))));
    }

    [Fact]
    public void RoundsFitTheCache()
    {
        var kernel = Assert.IsType<RowBandKernel>(Assert.Single(Steps(Expand + ", " + Depthwise + ", Conv2d(16, 1)"), step => step.Kernel is RowBandKernel).Kernel);
        Assert.InRange(kernel.ScratchLength, CacheSizes.HalfOfSecondLevel / 2, CacheSizes.HalfOfSecondLevel);
        Assert.InRange(kernel.Together, 2, 63);
        Assert.Equal(kernel.Products, kernel.Stages.Sum(stage => stage.Products));
    }

    /// <summary>The maps between the stages have no place in the arena.</summary>
    [Fact]
    public void ArenaHoldsRoundsOnly()
    {
        const string Chain = Expand + ", " + Depthwise + ", Conv2d(16, 1)";
        int map = 66 * 66 * 64;
        Assert.True(Schedule(Chain).Memory.Length < map);
    }

    private static IEnumerable<Step> Steps(string attributes) => Schedule(attributes).Sections.SelectMany(section => section.Steps);

    private static InferenceSchedule Schedule(string attributes) => InferenceSchedule.Create(PassPipeline.Inference.Run(Networks.Build(attributes)).Graph);
}
