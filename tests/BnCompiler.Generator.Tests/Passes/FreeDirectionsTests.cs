using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>What can move together without a change of the output; that it is neither too much nor too little, NullSpaceTests shows.</summary>
public sealed class FreeDirectionsTests
{
    [Theory]
    [InlineData("Network(4), Linear(3), BatchNorm, Linear(2)", "6 + 6",
        "Shift 3 bn1.bias linear2.bias; Scale 3 linear1.weight; Scale 3 bn1.weight bn1.bias linear2.weight")]
    [InlineData("Network(4), Linear(3), BatchNorm, ReLU, Linear(2)", "3 + 6", "Scale 3 linear1.weight; Scale 3 bn1.weight bn1.bias linear2.weight")]
    [InlineData("Network(4), Linear(3), BatchNorm, Sigmoid, Linear(2)", "3 + 3", "Scale 3 linear1.weight")]
    [InlineData("Network(4), Linear(3), ReLU, Linear(2)", "0 + 3", "Scale 3 linear1.weight linear1.bias linear2.weight")]
    [InlineData("Network(4), Linear(3), Linear(2)", "3 + 3", "Shift 3 linear1.bias linear2.bias; Scale 3 linear1.weight linear1.bias linear2.weight")]
    [InlineData("Network(4), Linear(3), BatchNorm, Linear(2), BatchNorm, Sigmoid", "8 + 8", "Scale 3 linear1.weight; Scale 3 bn1.weight linear2.weight; Scale 2 linear2.weight")]
    [InlineData("Network(4), Linear(3, Bias = false), BatchNorm, BatchNorm, ReLU, Linear(1, Bias = false)", "3 + 9",
        "Scale 3 linear1.weight; Scale 3 bn1.weight; Scale 3 bn2.weight bn2.bias linear2.weight")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3, Padding = 1), BatchNorm, Add(\"input\"), ReLU", "4 + 4", "Scale 4 conv1.weight")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 1), BatchNorm, Conv2d(4, 1, From = \"input\"), BatchNorm, Add(\"bn1\"), ReLU, Conv2d(2, 3)", "12 + 12",
        "Shift 4 bn1.bias bn2.bias; Scale 4 conv1.weight; Scale 4 bn1.weight bn1.bias bn2.weight bn2.bias conv3.weight; Scale 4 conv2.weight")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 1), ReLU, Concat(\"input\"), Conv2d(2, 3), BatchNorm, Tanh", "2 + 5", "Scale 3 conv1.weight conv1.bias conv2.weight; Scale 2 conv2.weight")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 1), ReLU, GlobalAvgPool2d, Conv2d(4, 1), Sigmoid, Multiply(\"relu1\"), Conv2d(2, 1)", "0 + 4", "Scale 4 conv1.weight conv1.bias conv2.weight conv3.weight")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 1, Name = \"a\"), Conv2d(4, 1, From = \"input\", Name = \"b\"), Multiply(\"a\"), Conv2d(2, 1)", "0 + 8",
        "Scale 4 a.weight a.bias conv3.weight; Scale 4 b.weight b.bias conv3.weight")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 1, Name = \"a\"), Multiply(\"a\"), Conv2d(2, 1)", "0 + 4", "Scale 4 a.weight a.bias conv2.weight")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 1, Name = \"a\"), Add(\"a\"), ReLU", "0 + 0", "")]
    [InlineData("Network(4), Linear(3), BatchNorm(Frozen = true), ReLU, Linear(2)", "3 + 3", "Shift 3 linear1.bias bn1.bias; Scale 3 bn1.weight bn1.bias linear2.weight")]
    [InlineData("Network(4), Linear(3), BatchNorm(Frozen = true), Linear(2), BatchNorm, Sigmoid", "8 + 5", "Scale 3 bn1.weight linear2.weight; Scale 2 linear2.weight")]
    [InlineData("Network(4), Linear(3), Softmax, BatchNorm", "0 + 0", "")]
    public void Groups(string attributes, string counts, string groups)
    {
        var graph = Networks.Build(attributes);
        var freedom = FreeDirections.Of(graph);

        Assert.Equal(counts, $"{freedom.Shifts} + {freedom.Scales}");
        Assert.Equal(groups, Text(freedom));
    }

    [Theory]
    [InlineData("Network(4), Linear(3), BatchNorm, ReLU, Linear(2), BatchNorm")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 1), BatchNorm, Conv2d(4, 1, From = \"input\"), BatchNorm, Add(\"bn1\"), Conv2d(4, 3, Padding = 1), BatchNorm")]
    public void AreTheSameBeforeAndBehindTheElimination(string attributes)
    {
        var declared = Networks.Build(attributes);
        var (before, behind) = (FreeDirections.Of(declared), FreeDirections.Of(PassAssert.Run(declared, new EliminateRedundantBiases())));

        Assert.Equal(before.Count, behind.Count);
        Assert.Equal(Text(before), Text(behind));
    }

    [Fact]
    public void APartOfABiasAlone()
    {
        var sketch = new GraphSketch(2, 4, 4);
        var conv = sketch.Add(GraphSketch.Conv(6), "conv1", sketch.Input);
        var norm = sketch.Add(GraphSketch.GroupNorm(2), "norm1", conv);
        var graph = sketch.Build(sketch.Add(GraphSketch.Conv(1, 3, 1), "conv2", norm));

        Assert.Equal("Shift 2 conv1.bias; Scale 2 conv1.weight conv1.bias; Scale 6 norm1.weight norm1.bias conv2.weight", Text(FreeDirections.Of(graph)));
    }

    private static string Text(FreeDirections freedom) =>
        string.Join("; ", freedom.Groups.Select(group => $"{group.Symmetry} {group.Directions} {string.Join(" ", group.Parameters)}"));
}
