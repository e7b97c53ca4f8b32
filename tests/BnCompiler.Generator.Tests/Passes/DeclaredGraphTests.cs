using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>What the analyses claim, and what the passes do, on declared graphs.</summary>
public sealed class DeclaredGraphTests
{
    private const string Residual =
        """Network(3, 8, 8), Conv2d(4, 3, Padding = 1), BatchNorm, ReLU, Conv2d(4, 3, Padding = 1), BatchNorm, Add("relu1"), ReLU, Conv2d(2, 1)""";

    [Theory]
    [InlineData("""Conv2d(4, 1), Add("input"), BatchNorm""", "conv1.bias: removed, bn1 subtracts it")]
    [InlineData("""Conv2d(4, 1), Conv2d(4, 1, From = "input"), Add("conv1"), BatchNorm""", "conv1.bias: removed, bn1 subtracts it", "conv2.bias: removed, bn1 subtracts it")]
    [InlineData("""Conv2d(4, 1), Concat("input"), BatchNorm""", "conv1.bias: removed, bn1 subtracts it")]
    [InlineData("""Conv2d(4, 1), MaxPool2d(2), Concat("maxpool1"), AvgPool2d(2), BatchNorm""", "conv1.bias: removed, bn1 subtracts it")]
    [InlineData("""Conv2d(4, 1), BatchNorm, BatchNorm(From = "conv1"), Add("bn1")""", "conv1.bias: removed, bn1 and bn2 subtract it")]
    [InlineData("""BatchNorm, Add("input"), BatchNorm""", "bn1.bias: removed, bn2 subtracts it")]
    public void ABiasThatOnlyReachesBatchNormsGoes(string layers, params string[] expected) =>
        Assert.Equal(expected, PassAssert.Decisions(Networks.Build("Network(4, 8, 8), " + layers), new EliminateRedundantBiases()));

    [Theory]
    [InlineData("""Conv2d(4, 1), BatchNorm, Add("conv1")""")]
    [InlineData("""Conv2d(4, 1), ReLU, BatchNorm(From = "conv1"), Add("relu1")""")]
    [InlineData("""Conv2d(4, 1), Add("input"), ReLU, BatchNorm""")]
    [InlineData("""Conv2d(4, 1), Concat("input"), Conv2d(3, 3, Padding = 1, Bias = false), BatchNorm""")]
    [InlineData("""Conv2d(4, 1), Multiply("input"), BatchNorm""")]
    [InlineData("""Conv2d(4, 1), Dropout, Add("conv1"), BatchNorm""")]
    [InlineData("""Conv2d(4, 1), Concat("input")""")]
    public void ABiasThatReachesAnythingElseStays(string layers) =>
        Assert.Empty(PassAssert.Decisions(Networks.Build("Network(4, 8, 8), " + layers), new EliminateRedundantBiases()));

    [Theory]
    [InlineData("""Conv2d(4, 1, Bias = false), Concat("input"), BatchNorm""", "conv1.weight ScaleFreePerRow")]
    [InlineData("""Conv2d(4, 1, Bias = false), Concat("input"), Conv2d(3, 1, Bias = false), BatchNorm""", "conv2.weight ScaleFreePerRow")]
    [InlineData("""Conv2d(4, 1, Bias = false), Add("input"), BatchNorm""", "")]
    [InlineData("""Conv2d(4, 1, Bias = false), Multiply("input"), BatchNorm""", "conv1.weight ScaleFreePerRow")]
    [InlineData("""Conv2d(4, 1, Bias = false), Multiply("input"), ReLU""", "")]
    public void FreeScales(string layers, string expected)
    {
        var graph = PassPipeline.Training.Run(Networks.Build("Network(4, 8, 8), " + layers), stopAfter: 1).Graph;
        var analysis = ScaleInvarianceAnalysis.Run(graph);
        Assert.Equal(expected, string.Join(", ",
            from node in graph.Nodes
            from parameter in node.Parameters
            where parameter.Role == "weight" && node.Layer is Conv2dLayer && analysis.FactOf(node, parameter) != "None"
            select $"{node.Name}.{parameter.Role} {analysis.FactOf(node, parameter)}"));
    }

    [Theory]
    [InlineData("""Conv2d(4, 1), Conv2d(4, 1, From = "input"), Add("conv1"), BatchNorm""", "bn1: folded backward into conv2, conv1, through add1")]
    [InlineData("""Conv2d(4, 1), Conv2d(3, 1, From = "input"), Concat("conv1"), AvgPool2d(2), BatchNorm""", "bn1: folded backward into conv2, conv1, through avgpool1, concat1")]
    [InlineData("""Conv2d(4, 1), Add("conv1"), BatchNorm""", "bn1: fused into the kernel of add1, because conv1 has other readers and bn1 is an output of the network")]
    [InlineData("""Conv2d(4, 1), Add("input"), BatchNorm""", "bn1: fused into the kernel of add1, because input has no weights and bn1 is an output of the network")]
    [InlineData("""Conv2d(4, 1), ReLU, Conv2d(4, 1), Add("relu1"), BatchNorm, Conv2d(2, 1)""", "bn1: folded forward into conv3, because relu1 is not affine per channel")]
    [InlineData("""Conv2d(4, 1), Sigmoid, Multiply("conv1"), BatchNorm""", "bn1: fused into the kernel of multiply1, because multiply1 multiplies by other values and bn1 is an output of the network")]
    [InlineData("""Conv2d(4, 1), Concat("input"), BatchNorm""", "bn1: fused into the kernel of concat1, because input has no weights and bn1 is an output of the network")]
    public void EveryBatchNormHasAFate(string layers, string expected)
    {
        var result = new PassPipeline([new FoldBatchNorm()]).Run(Networks.Build("Network(4, 8, 8), " + layers));

        Assert.DoesNotContain(result.Graph.Nodes, node => node.Layer is BatchNormLayer);
        Assert.Equal(expected, Assert.Single(result.Fates).ToString());
    }

    [Fact]
    public void SharesOfAMapThatSeveralLayersTake()
    {
        var graph = Networks.Build(
            """Network(4, 8, 8), Conv2d(4, 1, Name = "a"), Conv2d(4, 1, Name = "b", From = "input"), Add("a"), Conv2d(3, 1, Name = "c", From = "input"), Concat("add1"), BatchNorm""");

        Assert.Equal(
            """
            input = Input -> [4, 8, 8]
            a = Conv2d(4 → 4, kernel 1×1)(input) -> [4, 8, 8] | weight, bias | folds bn1 into outputs from channel 3, scale only
            b = Conv2d(4 → 4, kernel 1×1)(input) -> [4, 8, 8] | weight, bias | folds bn1 into outputs from channel 3
            add1 = Add(b, a) -> [4, 8, 8]
            c = Conv2d(4 → 3, kernel 1×1)(input) -> [3, 8, 8] | weight, bias | folds bn1 into outputs from channel 0
            concat1 = Concat(3 → 7 channels)(c, add1) -> [7, 8, 8]
            return concat1
            """,
            PassAssert.Print(graph, new FoldBatchNorm()));
    }

    [Fact]
    public void ConvolutionBatchNormAdditionAndReLUAreOneKernel()
    {
        var result = PassPipeline.Inference.Run(Networks.Build(Residual));

        Assert.Equal(
            """
            input = Input -> [3, 8, 8]
            conv1 = Conv2d(3 → 4, kernel 3×3, padding 1)(input) -> [4, 8, 8] | weight | without bias | folds bn1 into outputs | then ReLU relu1
            conv2 = Conv2d(4 → 4, kernel 3×3, padding 1)(conv1, conv1) -> [4, 8, 8] | weight | without bias | folds bn2 into outputs | then Add add1, ReLU relu2
            conv3 = Conv2d(4 → 2, kernel 1×1)(conv2) -> [2, 8, 8] | weight, bias
            return conv3
            """,
            GraphPrinter.Print(result.Graph));
        Assert.Equal("add1: fused into the kernel of conv2", Assert.Single(result.Log.Single(record => record.Pass == nameof(FuseAdditions)).Decisions));
        Assert.Equal(2, result.Graph.Nodes.Single(node => node.Name == "conv2").Inputs.Length);
    }

    [Theory]
    [InlineData("""Conv2d(4, 1), ReLU, Conv2d(4, 1), Add("relu1", "input")""", "add1: fused into the kernel of conv2")]
    [InlineData("""Conv2d(4, 1), Conv2d(4, 1, From = "input"), Add("conv1")""", "add1: fused into the kernel of conv2")]
    [InlineData("""Conv2d(4, 1), Conv2d(4, 1, From = "input"), Add("conv2", From = "conv1")""", "add1: fused into the kernel of conv2")]
    [InlineData("""Conv2d(4, 1), Tanh, Add("input")""", "add1: fused into the kernel of conv1")]
    [InlineData("""Conv2d(4, 1), Add("input"), Add("input")""", "add1: fused into the kernel of conv1", "add2: fused into the kernel of conv1")]
    [InlineData("""Conv2d(4, 1), Add("conv1")""")]
    [InlineData("""MaxPool2d(1), Add("input")""")]
    [InlineData("""Conv2d(4, 3, Padding = 1, Groups = 4), Add("input")""")]
    [InlineData("""Conv2d(4, 1), Tanh, Concat("conv1"), Conv2d(4, 1, From = "conv1", Name = "side"), Add("conv1"), Concat("concat1")""", "add1: fused into the kernel of side")]
    public void AnAdditionIsFusedIntoAKernelOfItsOwn(string layers, params string[] expected) =>
        Assert.Equal(expected, PassAssert.Decisions(Networks.Build("Network(4, 8, 8), " + layers), new FuseActivationsForInference(), new FuseAdditions())
            .Where(decision => decision.StartsWith("add", StringComparison.Ordinal)));

    [Fact]
    public void ATrainingAdditionTakesTheReLUBehindIt() =>
        Assert.Contains("relu2: fused into the kernel of add1", PassAssert.Decisions(Networks.Build(Residual), new FuseActivationsForTraining()));

    [Fact]
    public void GraphsWithoutAdditionsDoNotMentionThem() =>
        Assert.DoesNotContain(PassPipeline.Inference.Run(Networks.Build("Network(4), Linear(3)")).Log, record => record.Pass == nameof(FuseAdditions));
}
