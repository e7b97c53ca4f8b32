using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Tests.Layers;

/// <summary>Which layers a declared layer reads.</summary>
public sealed class InputNameTests
{
    [Fact]
    public void ALayerReadsTheOneBeforeItOrTheNamedOnes()
    {
        var graph = Networks.Build(
            """Network(4, 8, 8), Conv2d(4, 1, Name = "stem"), ReLU, Conv2d(4, 1, From = "stem"), Add("relu1", "input"), Concat("stem", From = "add1"), Multiply("concat1")""");

        Assert.Equal(
            """
            input = Input -> [4, 8, 8]
            stem = Conv2d(4 → 4, kernel 1×1)(input) -> [4, 8, 8] | weight, bias
            relu1 = ReLU(stem) -> [4, 8, 8]
            conv2 = Conv2d(4 → 4, kernel 1×1)(stem) -> [4, 8, 8] | weight, bias
            add1 = Add(conv2, relu1, input) -> [4, 8, 8]
            concat1 = Concat(4 → 8 channels)(add1, stem) -> [8, 8, 8]
            multiply1 = Multiply(concat1, concat1) -> [8, 8, 8]
            return multiply1
            """,
            GraphPrinter.Print(graph));
    }

    [Theory]
    [InlineData("""Add("relu2")""", "BN0015 1.Others[0]: Add 'add1' | relu2 | does not exist | input, relu1")]
    [InlineData("""Add("ReLU1")""", "BN0015 1.Others[0]: Add 'add1' | ReLU1 | does not exist (but 'relu1' does) | input, relu1")]
    [InlineData("""Add("Input")""", "BN0015 1.Others[0]: Add 'add1' | Input | does not exist (but 'input' does) | input, relu1")]
    [InlineData("""Add("relu1", "add1")""", "BN0015 1.Others[1]: Add 'add1' | add1 | is the layer itself | input, relu1")]
    [InlineData("""Concat("relu1", ""), Tanh""", "BN0015 1.Others[1]: Concat 'concat1' |  | does not exist | input, relu1")]
    [InlineData("""Tanh(From = "sigmoid1"), Sigmoid""", "BN0015 1.From: Tanh 'tanh1' | sigmoid1 | is written later | input, relu1")]
    [InlineData("""Tanh(From = "tanh1")""", "BN0015 1.From: Tanh 'tanh1' | tanh1 | is the layer itself | input, relu1")]
    public void NamesThatLeadNowhere(string layers, string expected) => Assert.Equal([expected], Networks.Findings($"Network(4), ReLU, {layers}"));

    [Fact]
    public void EveryWrongNameIsFoundAndLongListsAreCut()
    {
        string relus = string.Join(", ", Enumerable.Repeat("ReLU", 14));
        Assert.Equal(
            [
                "BN0015 14.From: Add 'add1' | a | does not exist | …, relu3, relu4, relu5, relu6, relu7, relu8, relu9, relu10, relu11, relu12, relu13, relu14",
                "BN0015 14.Others[1]: Add 'add1' | b | does not exist | …, relu3, relu4, relu5, relu6, relu7, relu8, relu9, relu10, relu11, relu12, relu13, relu14",
            ],
            Networks.Findings($$"""Network(4), {{relus}}, Add("relu1", "b", From = "a")"""));
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("Concat(null!)")]
    [InlineData("Multiply(new string[0])")]
    public void ANameIsNeeded(string layer)
    {
        string kind = layer.Split('(')[0];
        Assert.Equal(
            [$"BN0011 1.Others: {kind} '{kind.ToLowerInvariant()}1' | Others | missing | the name of a layer written earlier, or \"input\""],
            Networks.Findings($"Network(4), ReLU, {layer}"));
    }

    [Theory]
    [InlineData("""Conv2d(5, 1), Add("input")""", "BN0005 1.Others[0]: Add 'add1' | [5, 8, 6], the shape of 'conv1' | [4, 8, 6] from 'input' | give both branches the same channels, height and width")]
    [InlineData("""Conv2d(5, 3), Concat("conv1", "input")""", "BN0005 1.Others[1]: Concat 'concat1' | the height and width of [5, 6, 4] from 'conv1' | [4, 8, 6] from 'input' | give both branches the same height and width")]
    [InlineData("""Flatten, Concat("input")""", "BN0005 1.Others[0]: Concat 'concat1' | the height and width of [192] from 'flatten1' | [4, 8, 6] from 'input' | give both branches the same height and width")]
    [InlineData("""GlobalAvgPool2d, Conv2d(3, 1), Multiply("input")""", "BN0005 2: Multiply 'multiply1' | [4, 8, 6], the shape of 'input', or [4] or [4, 1, 1] | [3, 1, 1] from 'conv1' | give both the same channels")]
    [InlineData("""Conv2d(4, 3), Multiply("input")""", "BN0005 1: Multiply 'multiply1' | [4, 8, 6], the shape of 'input', or [4] or [4, 1, 1] | [4, 6, 4] from 'conv1' | give both the same channels")]
    public void ShapesThatDoNotFit(string layers, string expected) => Assert.Equal([expected], Networks.Findings($"Network(4, 8, 6), {layers}"));

    [Theory]
    [InlineData("""Concat("input", "conv1")""", "[14, 8, 6]")]
    [InlineData("""GlobalAvgPool2d, Multiply("conv1")""", "[5, 8, 6]")]
    [InlineData("""GlobalAvgPool2d, Flatten, Multiply("global_avgpool1", "conv1")""", "[5, 8, 6]")]
    [InlineData("""GlobalAvgPool2d, Flatten, Multiply("global_avgpool1")""", "[5, 1, 1]")]
    public void ShapesOfMergedValues(string layers, string expected) =>
        Assert.Equal(expected, Networks.Build($"Network(4, 8, 6), Conv2d(5, 1), {layers}").Nodes.Last().Shape.ToString());

    [Fact]
    public void WhatTheOutputDoesNotDependOnIsLeftOut()
    {
        var result = GraphBuilder.Build(Networks.Declare("""Network(4), Linear(3), ReLU, Linear(2), Tanh, Linear(5, From = "relu1")"""));

        Assert.Equal(["BN0016 3: Tanh 'tanh1'"], Networks.Text(result.Findings));
        Assert.Equal("input linear1 relu1 linear3", string.Join(" ", result.Graph!.Nodes.Select(node => node.Name)));
    }
}
