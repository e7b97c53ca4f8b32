using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;

namespace BnCompiler.Generator.Tests.Layers;

/// <summary>Networks of several inputs and outputs: what they are called and where they lie in a sample.</summary>
public sealed class PartTests
{
    [Theory]
    [InlineData("""Linear(3), Linear(2)""", "input 0 4", "output 0 2")]
    [InlineData("""Linear(3), Linear(2), Output("logits")""", "input 0 4", "logits 0 2")]
    [InlineData("""Linear(3), Output("features"), Linear(2)""", "input 0 4", "features 0 3, output 3 2")]
    [InlineData("""Linear(3), Output("features"), Linear(2), Output("logits")""", "input 0 4", "features 0 3, logits 3 2")]
    [InlineData("""Linear(3), Linear(2), Output("logits"), Output("features", From = "linear1")""", "input 0 4", "logits 0 2, features 2 3")]
    [InlineData("""Linear(3), Linear(2), Output("features", From = "linear1")""", "input 0 4", "features 0 3, output 3 2")]
    [InlineData("""Linear(2), Output("output"), Output("features", From = "input")""", "input 0 4", "output 0 2, features 2 4")]
    [InlineData("""Linear(2), Output("a"), Output("output", From = "a")""", "input 0 4", "a 0 2, output 2 2")]
    [InlineData("""Output("same"), Linear(2), Output("a"), Output("b")""", "input 0 4", "same 0 4, a 4 2, b 6 2")]
    [InlineData("""Input("mask", 2), Concat("input"), Linear(2)""", "input 0 4, mask 4 2", "output 0 2")]
    [InlineData("""Input("sequence", 2, 3), Flatten, Concat("input"), Linear(2)""", "input 0 4, sequence 4 6", "output 0 2")]
    [InlineData("""Linear(3), Input("image", 2, 3, 3), Flatten, Input("more", 5), Concat("linear1", "flatten1")""", "input 0 4, image 4 18, more 22 5", "output 0 26")]
    [InlineData("""Use<Tapped>(Repeat = 2, Name = "t")""", "input 0 4", "t.0.tap 0 4, t.1.tap 4 4, output 8 4")]
    public void PartsLieOneAfterTheOther(string layers, string inputs, string outputs)
    {
        var graph = Networks.Build($"Network(4), {layers}", """[Block, Tanh, Output("tap"), ReLU] sealed class Tapped;""");

        Assert.Equal(inputs, Text(SamplePart.Inputs(graph)));
        Assert.Equal(outputs, Text(SamplePart.Outputs(graph)));
    }

    [Fact]
    public void AnOutputIsNoNode()
    {
        Assert.Equal(
            """
            input = Input -> [4]
            linear1 = Linear(4 → 3)(input) -> [3] | weight, bias
            relu1 = ReLU(linear1) -> [3]
            add1 = Add(relu1, linear1) -> [3]
            return features = linear1, add1
            """,
            GraphPrinter.Print(Networks.Build("""Network(4), Linear(3), Output("features"), ReLU, Add("features")""")));
    }

    /// <summary>An output is observed: its bias is not redundant, and no BatchNorm or activation disappears behind it.</summary>
    [Fact]
    public void WhatAnOutputNeedsStays()
    {
        var graph = Networks.Build("""Network(4), Linear(3), Output("features"), BatchNorm, ReLU, Linear(2)""");

        Assert.Contains("linear1 = Linear(4 → 3)(input) -> [3] | weight, bias\n", GraphPrinter.Print(PassPipeline.Training.Run(graph).Graph), StringComparison.Ordinal);
        string inference = GraphPrinter.Print(PassPipeline.Inference.Run(graph).Graph);
        Assert.Contains("linear1 = Linear(4 → 3)(input) -> [3] | weight, bias\n", inference, StringComparison.Ordinal);
        Assert.EndsWith("return features = linear1, linear2", inference, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""Input("mask"), Linear(2)""", "BN0011 0.Shape: Input 'mask' | Shape | missing | the features, or channels and length, or channels, height and width, each at least 1")]
    [InlineData("""Input("mask", 1, 2, 3, 4), Linear(2)""", "BN0011 0.Shape: Input 'mask' | Shape | [1, 2, 3, 4] | the features, or channels and length, or channels, height and width, each at least 1")]
    [InlineData("""Input("mask", 0), Linear(2)""", "BN0011 0.Shape: Input 'mask' | Shape | [0] | the features, or channels and length, or channels, height and width, each at least 1")]
    [InlineData("""Input("mask", 2, From = "input"), Add("input")""", "BN0011 0.From: Input 'mask' | From | \"input\" | nothing: an input reads no layer")]
    [InlineData("""Input("input", 4), Add("input")""", "BN0008 0.Name: input | cannot be told from the network's input by its letters and digits")]
    [InlineData("""Input("output", 4), Add("input")""", "BN0008 0.Name: output | is that of the last layer's value")]
    [InlineData("""Output("output"), Linear(2)""", "BN0008 0.Name: output | is that of the last layer's value")]
    [InlineData("""Linear(3), Linear(2), Output("output", From = "linear1")""", "BN0008 2.Name: output | is that of the last layer's value")]
    [InlineData("""Linear(2, Name = "a"), Output("a"), Linear(2)""", "BN0008 1.Name: a | is taken by Linear 'a'")]
    [InlineData("""Output("a", From = "b"), Linear(2)""", "BN0015 0.From: Output 'a' | b | does not exist | input")]
    public void WrongParts(string layers, string expected) => Assert.Equal([expected], Networks.Findings($"Network(4), {layers}"));

    [Fact]
    public void AnInputThatNothingReadsIsReportedAndStays()
    {
        var result = GraphBuilder.Build(Networks.Declare("""Network(4), Input("mask", 3), Linear(2)"""));

        Assert.Equal(["BN0016 -1: Input 'input'"], Networks.Text(result.Findings));
        Assert.Equal("input 0 4, mask 4 3", Text(SamplePart.Inputs(result.Graph!)));
    }

    private static string Text(IEnumerable<SamplePart> parts) => string.Join(", ", parts.Select(part => FormattableString.Invariant($"{part.Name} {part.Offset} {part.Length}")));
}
