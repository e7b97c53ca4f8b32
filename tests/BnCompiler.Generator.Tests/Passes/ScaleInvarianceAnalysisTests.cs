using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

public sealed class ScaleInvarianceAnalysisTests
{
    private const string Row = "ScaleFreePerRow";
    private const string Whole = "ScaleFreeAsWhole";
    private const string Jointly = "JointlyScaleFree";

    [Theory]
    [InlineData("Network(4), Linear(3), BatchNorm", $"linear1.weight {Row}")]
    [InlineData("Network(4), Linear(3, Bias = false), ReLU, BatchNorm", $"linear1.weight {Row}")]
    [InlineData("Network(4), Linear(3, Bias = false), LeakyReLU(NegativeSlope = -2), Dropout, BatchNorm", $"linear1.weight {Row}")]
    [InlineData("Network(4), Linear(3), Linear(2), BatchNorm", $"linear1.weight {Whole}, linear2.weight {Row}")]
    [InlineData("Network(4), BatchNorm, Linear(2), BatchNorm", $"bn1.weight {Whole}, linear1.weight {Row}")]
    [InlineData("Network(4), BatchNorm, ReLU, Linear(2), BatchNorm", $"bn1.weight {Jointly}, bn1.bias {Jointly}, linear1.weight {Row}")]
    [InlineData("Network(4), BatchNorm, ReLU, BatchNorm", $"bn1.weight {Jointly}, bn1.bias {Jointly}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3), MaxPool2d(2), AvgPool2d(2, Stride = 1, Padding = 1), BatchNorm", $"conv1.weight {Jointly}, conv1.bias {Jointly}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3, Bias = false), MaxPool2d(2), AvgPool2d(2, Stride = 1, Padding = 1), BatchNorm", $"conv1.weight {Row}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3), GlobalAvgPool2d, Flatten, BatchNorm", $"conv1.weight {Row}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3, Bias = false), Conv2d(4, 3, Padding = 1), BatchNorm", $"conv1.weight {Whole}, conv2.weight {Row}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3, Bias = false), Conv2d(8, 3, Padding = 1, Groups = 4), BatchNorm", $"conv1.weight {Row}, conv2.weight {Row}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3, Bias = false), Conv2d(8, 3, Padding = 1, Groups = 2), BatchNorm", $"conv1.weight {Whole}, conv2.weight {Row}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3, Bias = false), ZeroPad2d(1), Upsample(2), AdaptiveAvgPool2d(3), ChannelShuffle(2), BatchNorm", $"conv1.weight {Row}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3, Bias = false), ConvTranspose2d(4, 3), BatchNorm", $"conv1.weight {Whole}, conv_transpose1.weight {Whole}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3, Bias = false), ConvTranspose2d(8, 3, Groups = 4), BatchNorm", $"conv1.weight {Row}, conv_transpose1.weight {Whole}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3), InstanceNorm", $"conv1.weight {Row}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3, Bias = false), GroupNorm(2)", $"conv1.weight {Whole}")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3), GroupNorm(4)", $"conv1.weight {Row}")]
    [InlineData("Network(4), Linear(3, Bias = false), LayerNorm, ReLU, BatchNorm", $"linear1.weight {Whole}, ln1.weight {Jointly}, ln1.bias {Jointly}")]
    [InlineData("Network(4), GroupNorm(2), BatchNorm", $"gn1.weight {Row}")]
    [InlineData("Network(4), Linear(3, Bias = false), PReLU, BatchNorm", $"linear1.weight {Row}")]
    [InlineData("Network(4, 8), Conv1d(3, 3, Bias = false), Reshape(6, -1), BatchNorm", $"conv1d_1.weight {Row}")]
    [InlineData("Network(4, 8), Conv1d(3, 3, Bias = false), Reshape(2, -1), BatchNorm", $"conv1d_1.weight {Whole}")]
    [InlineData("Network(4), Linear(3), ReLU, BatchNorm, Linear(2)", $"linear1.weight {Jointly}, linear1.bias {Jointly}")]
    [InlineData("Network(4), BatchNorm, ReLU, Linear(3), ReLU, BatchNorm, Linear(2)", $"linear1.weight {Jointly}, linear1.bias {Jointly}")]
    public void Facts(string attributes, string expected) => Assert.Equal(expected, Free(attributes));

    [Theory]
    [InlineData("Network(4), Linear(3)")]
    [InlineData("Network(4), Linear(3, Bias = false), Sigmoid, BatchNorm, Linear(2)")]
    [InlineData("Network(4), Linear(3, Bias = false), Tanh, BatchNorm, Linear(2)")]
    [InlineData("Network(4), Linear(3, Bias = false), Softmax, BatchNorm, Linear(2)")]
    [InlineData("Network(4), BatchNorm(Affine = false), BatchNorm, Linear(2)")]
    [InlineData("Network(4), Linear(3, Bias = false), BatchNorm(Frozen = true), Linear(2)")]
    [InlineData("Network(4), Linear(3, Bias = false), BatchNorm(Frozen = true), BatchNorm(Affine = false, Frozen = true), Linear(2)")]
    public void NothingToClaim(string attributes) => Assert.Equal("", Free(attributes));

    [Fact]
    public void FusedActivationsPassWhatTheirNodesPass()
    {
        var graph = Networks.Build("Network(4), BatchNorm, ReLU, Linear(3, Bias = false), Sigmoid, BatchNorm, LeakyReLU, Linear(2, Bias = false), BatchNorm");
        string before = Free(PassPipeline.Training.Run(graph, stopAfter: 1).Graph);

        Assert.Equal("bn2.weight JointlyScaleFree, bn2.bias JointlyScaleFree, linear2.weight ScaleFreePerRow", before);
        Assert.Equal(before, Free(PassPipeline.Training.Run(graph).Graph));
    }

    [Fact]
    public void TheWeakestReaderDecides()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(3), "conv1", sketch.Input);
        var left = sketch.Add(GraphSketch.BatchNorm(), "bn1", conv);
        var right = sketch.Add(GraphSketch.BatchNorm(), "bn2", sketch.Add(GraphSketch.Conv(3), "conv2", conv));
        var graph = sketch.Build(sketch.Add(GraphSketch.Sum(), "add1", left, right));
        Assert.Equal("conv1.weight ScaleFreeAsWhole, conv2.weight ScaleFreePerRow", Free(PassAssert.Run(graph, new EliminateRedundantBiases())));
    }

    private static string Free(string attributes) => Free(PassPipeline.Training.Run(Networks.Build(attributes), stopAfter: 1).Graph);

    private static string Free(Graph graph)
    {
        var analysis = ScaleInvarianceAnalysis.Run(graph);
        return string.Join(", ", graph.Nodes
            .SelectMany(node => node.Parameters.Select(parameter => (Name: $"{node.Name}.{parameter.Role}", Fact: analysis.FactOf(node, parameter))))
            .Where(parameter => parameter.Fact != "None")
            .Select(parameter => $"{parameter.Name} {parameter.Fact}"));
    }
}
