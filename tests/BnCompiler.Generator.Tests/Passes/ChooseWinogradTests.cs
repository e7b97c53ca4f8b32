using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Schedule;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>Which convolutions are done by Winograd's minimal filtering.</summary>
public sealed class ChooseWinogradTests
{
    [Theory]
    [InlineData("Network(64, 56, 56), Conv2d(64, 3, Padding = 1)", "4×4")]
    [InlineData("Network(16, 32, 32), Conv2d(16, 3, Padding = 1)", "4×4")]
    [InlineData("Network(16, 6, 6), Conv2d(16, 3, Padding = 1)", "2×2")]
    [InlineData("Network(16, 10, 10), Conv2d(16, 3), BatchNorm, ReLU", "4×4")]
    public void TheSquareThatCostsLeast(string layers, string square) =>
        Assert.Contains($"F({square}, 3×3)", Assert.Single(PassAssert.Decisions(Networks.Build(layers), new ChooseWinograd(trains: false))));

    [Theory]
    [InlineData("Network(15, 32, 32), Conv2d(16, 3, Padding = 1)")] // channels in whole vectors
    [InlineData("Network(16, 32, 32), Conv2d(24, 3, Padding = 1)")]
    [InlineData("Network(16, 32, 32), Conv2d(16, 5, Padding = 2)")] // 3 × 3
    [InlineData("Network(16, 32, 32), Conv2d(16, 3, Padding = 1, Stride = 2)")]
    [InlineData("Network(16, 32, 32), Conv2d(16, 3, Padding = 2, Dilation = 2)")]
    [InlineData("Network(16, 32, 32), Conv2d(16, 3, Padding = 1, Groups = 2)")]
    [InlineData("Network(16, 32, 32), ConvTranspose2d(16, 3, Padding = 1)")]
    [InlineData("Network(16, 32), Conv1d(16, 3, Padding = 1)")]
    [InlineData("Network(16, 32, 1), Conv2d(16, 3, Padding = 1)")] // no square in the image
    public void Others(string layers) => Assert.Empty(PassAssert.Decisions(Networks.Build(layers), new ChooseWinograd(trains: false)));

    /// <summary>One tile for each vector of a block at most, and all lines of the block between them; none where the weights stay in a cache.</summary>
    [Theory]
    [InlineData("Network(512, 7, 7), Conv2d(512, 3, Padding = 1)", 2, 1)]
    [InlineData("Network(512, 6, 6), Conv2d(512, 3, Padding = 1)", 1, 2)]
    [InlineData("Network(64, 56, 56), Conv2d(64, 3, Padding = 1)", 0, 0)]
    public void TilesThatAskForTheNextWeights(string layers, int tiles, int linesPerStep)
    {
        var steps = InferenceSchedule.Create(PassPipeline.Inference.Run(Networks.Build(layers)).Graph).Sections.SelectMany(section => section.Steps);
        var product = Assert.Single(steps.Select(step => step.Kernel).OfType<WinogradKernel>()).Product;
        Assert.Equal(tiles, product.TilesThatPrefetch);
        Assert.Equal(linesPerStep, tiles == 0 ? 0 : product.LinesPerStep);
    }

    [Fact]
    public void TheDeclarationTurnsItOff() =>
        Assert.All(
            [PassPipeline.Inference, PassPipeline.Training],
            pipeline => Assert.DoesNotContain(
                pipeline.Run(Networks.Build("Network(64, 56, 56, Winograd = false), Conv2d(64, 3, Padding = 1)")).Graph.Nodes, node => node.Layer is WinogradConv2dLayer));

    /// <summary>Squares that overlap would add twice to a gradient that is there already.</summary>
    [Theory]
    [InlineData(32, true)]
    [InlineData(30, false)]
    public void GradientsThatAreAddedToOthers(int width, bool isWinograd)
    {
        var graph = PassPipeline.Training.Run(Networks.Build($"Network(16, 32, {width}), Conv2d(16, 1), Conv2d(16, 3, Padding = 1), Add(\"conv1\")")).Graph;
        var gradient = TrainingSchedule.Create(graph).Backward.SelectMany(phase => phase.Steps).Single(step => step.Layer == "conv2" && step.Kernel.Role == "InputGradient").Kernel;

        Assert.Equal(isWinograd, gradient is WinogradKernel);
        Assert.Contains(Assert.IsAssignableFrom<Kernel>(gradient) is WinogradKernel winograd ? winograd.Epilogue : ((ContractionKernel)gradient).Epilogue, operation => operation is AccumulateOperation);
    }

    [Fact]
    public void AllThreeProductsOfATrainingStep()
    {
        var graph = PassPipeline.Training.Run(Networks.Build("Network(16, 32, 32), Conv2d(16, 1), Conv2d(16, 3, Padding = 1)")).Graph;
        var schedule = TrainingSchedule.Create(graph);
        var kernels = schedule.Forward.Concat(schedule.Backward).SelectMany(phase => phase.Steps).Where(step => step.Layer == "conv2").Select(step => step.Kernel).ToList();

        Assert.Equal(["Forward", "InputGradient"], kernels.OfType<WinogradKernel>().Select(kernel => kernel.Role).Order(StringComparer.Ordinal));
        Assert.Single(kernels.OfType<WinogradWeightGradientKernel>());
        Assert.Empty(kernels.OfType<ContractionKernel>());
    }

    [Fact]
    public void ABiasForEveryPositionIsLeftToTheSumOfProducts()
    {
        var graph = PassPipeline.Inference.Run(Networks.Build("Network(16, 8, 8), ReLU, BatchNorm, Conv2d(16, 3, Padding = 1), Conv2d(16, 3, Padding = 1)")).Graph;
        var folded = graph.Nodes.First(node => node.Name == "conv1");

        Assert.Equal(FoldSide.Input, Assert.Single(folded.Folds).Side);
        Assert.IsType<Conv2dLayer>(folded.Layer);
        Assert.IsType<WinogradConv2dLayer>(graph.Nodes.First(node => node.Name == "conv2").Layer);
    }

    [Fact]
    public void RowsOfSquaresBeyondTheImageReadAWiderHalo()
    {
        var graph = PassPipeline.Inference.Run(Networks.Build("Network(16, 10, 10), Conv2d(16, 3, Padding = 1)")).Graph;
        var node = graph.Nodes.First(node => node.Name == "conv1");

        // Three rows of squares: 12 rows of outputs, which read 14 rows from one above the image on.
        Assert.Equal(new(1, 1, 3, 1), node.Layer.InputHalo(node, 0));
    }
}
