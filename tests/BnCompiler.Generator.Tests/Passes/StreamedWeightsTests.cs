using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Schedule;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>Which layers ask for weights before they use them: those with more than a cache holds, in prediction.</summary>
public sealed class StreamedWeightsTests
{
    [Theory]
    [InlineData("Network(1024), Linear(256)", true)]
    [InlineData("Network(1000), Linear(256)", false)]
    public void Linear(string layers, bool streams) => Assert.Equal(streams, Contraction(layers).StreamsWeights);

    [Theory]
    [InlineData("Network(256, 14, 14), Conv2d(256, 1)", 0)]
    [InlineData("Network(512, 7, 7), Conv2d(512, 1)", 2)]
    public void Convolutions(string layers, int tiles)
    {
        var kernel = Contraction(layers);
        Assert.Equal(tiles, kernel.TilesThatPrefetch);
        Assert.False(kernel.StreamsWeights);
        Assert.True(!kernel.PrefetchesWeights || kernel.LinesPerStep * tiles >= kernel.Wide.Vectors);
    }

    [Fact]
    public void TrainersDoNot()
    {
        var schedule = TrainingSchedule.Create(PassPipeline.Training.Run(Networks.Build("Network(1024), Linear(1024)")).Graph);
        var kernels = schedule.Forward.Concat(schedule.Backward).SelectMany(phase => phase.Sections).SelectMany(section => section.Steps).Select(step => step.Kernel).OfType<ContractionKernel>();
        Assert.NotEmpty(kernels);
        Assert.DoesNotContain(kernels, kernel => kernel.StreamsWeights || kernel.PrefetchesWeights);
    }

    private static ContractionKernel Contraction(string layers) => Assert.Single(
        InferenceSchedule.Create(PassPipeline.Inference.Run(Networks.Build(layers)).Graph).Sections.SelectMany(section => section.Steps).Select(step => step.Kernel).OfType<ContractionKernel>());
}
