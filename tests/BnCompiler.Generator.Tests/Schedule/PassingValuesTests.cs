using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Schedule;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Schedule;

/// <summary>Which values of a training program have one place for each worker, and which have one for every sample.</summary>
public sealed class PassingValuesTests
{
    [Theory]
    [InlineData("Network(3, 8, 8), Conv2d(16, 3), BatchNorm, ReLU", "conv1OutputGradient")] // BatchNorm's dx, which dW takes up
    [InlineData("Network(3, 8, 8, Winograd = false), Conv2d(16, 3), BatchNorm, ReLU, Conv2d(16, 3), BatchNorm", "conv1OutputGradient conv2OutputGradient")]
    [InlineData("Network(16, 8, 8), Conv2d(16, 3), BatchNorm", "")] // squares of several samples are multiplied together
    [InlineData("Network(3, 8, 8), Conv2d(16, 3), BatchNorm, ReLU, GlobalAvgPool2d, Flatten, Linear(16)", "bn1Output conv1OutputGradient")] // computed again from conv1's
    [InlineData("Network(16, 4, 4), GroupNorm(4), Conv2d(16, 3)", "gn1GradientMeans gn1OutputGradient")]
    [InlineData("Network(64), Linear(32), BatchNorm, ReLU, Linear(16)", "")] // samples are the rows of tiles: all are there at the same time
    public void LiveWithOneSample(string layers, string names)
    {
        var schedule = Create(layers);
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), schedule.Passing.Placements.Select(placement => placement.Value.Name).Order(StringComparer.Ordinal));
        Assert.All(schedule.Passing.Placements, placement => Assert.Equal(0, placement.Value.Layout.SampleStride));
        Assert.All(schedule.Memory.Placements, placement => Assert.Equal(placement.Value.Layout.SampleLength, placement.Value.Layout.SampleStride));
    }

    /// <summary>The steps of one sample follow each other, so that what is no longer needed makes room.</summary>
    [Fact]
    public void ShareMemoryFromStepToStep()
    {
        var schedule = Create("Network(16, 8, 8), Conv2d(16, 1), BatchNorm, ReLU, Conv2d(16, 1), BatchNorm, ReLU, Conv2d(16, 1), BatchNorm");
        Assert.Equal(3, schedule.Passing.Placements.Length);
        Assert.True(schedule.Passing.Length < schedule.Passing.Placements.Sum(placement => placement.Length));
    }

    [Fact]
    public void LieBehindWhatKernelsWriteForThemselves()
    {
        var schedule = Create("Network(16, 32, 32), Conv2d(16, 3, Padding = 1), BatchNorm, ReLU, Conv2d(16, 3, Padding = 1), BatchNorm");
        int kernels = schedule.Blocks.Length(Area.Scratch);
        Assert.True(kernels > 0, "No kernel has scratch memory: the test shows nothing.");
        Assert.Equal(kernels + schedule.Passing.Length, schedule.ScratchLength);
        Assert.All(schedule.Passing.Placements, placement => Assert.True(schedule.OffsetOfPassing(placement) >= kernels));
    }

    private static TrainingSchedule Create(string layers) => TrainingSchedule.Create(PassPipeline.Training.Run(Networks.Build(layers)).Graph);
}
