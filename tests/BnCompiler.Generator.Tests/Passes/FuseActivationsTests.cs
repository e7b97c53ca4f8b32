using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

public sealed class FuseActivationsTests
{
    [Fact]
    public void TrainingFusesIntoWeightsAndBatchNorms()
    {
        Assert.Equal(
            """
            input = Input -> [3, 8, 8]
            conv1 = Conv2d(3 → 4, kernel 3×3)(input) -> [4, 6, 6] | weight, bias
            bn1 = BatchNorm(4)(conv1) -> [4, 6, 6] | weight, bias, running_mean, running_var | then LeakyReLU leaky_relu1
            flatten1 = Flatten(bn1) -> [144]
            linear1 = Linear(144 → 2)(flatten1) -> [2] | weight, bias | then Sigmoid sigmoid1
            return linear1
            """,
            PassAssert.Print(
                Networks.Build("Network(3, 8, 8), Conv2d(4, 3), BatchNorm, LeakyReLU(NegativeSlope = -1), Flatten, Linear(2), Sigmoid"),
                new FuseActivationsForTraining()));
    }

    [Fact]
    public void InferenceFusesIntoAnythingInOrder()
    {
        Assert.Equal(
            """
            input = Input -> [3, 8, 8] | then Tanh tanh1
            conv1 = Conv2d(3 → 4, kernel 3×3)(input) -> [4, 6, 6] | weight, bias | then ReLU relu1, BatchNorm bn1, LeakyReLU leaky_relu1
            maxpool1 = MaxPool2d(kernel 2×2)(conv1) -> [4, 3, 3] | then BatchNorm bn2, Sigmoid sigmoid1
            return maxpool1
            """,
            PassAssert.Print(
                Networks.Build("Network(3, 8, 8), Tanh, Conv2d(4, 3), ReLU, BatchNorm, LeakyReLU, MaxPool2d(2), BatchNorm, Sigmoid"),
                new FoldBatchNorm(),
                new FuseActivationsForInference()));
    }

    [Theory]
    [InlineData("Network(3, 4, 4), Conv2d(2, 3), Flatten, ReLU", "relu1: fused into the kernel of conv1")]
    [InlineData("Network(3, 4, 4), Conv2d(2, 3), Flatten, Flatten, ReLU", "relu1: fused into the kernel of conv1")]
    [InlineData("Network(3), Linear(2), ReLU", "relu1: fused into the kernel of linear1")]
    [InlineData("Network(3, 4, 4), Conv2d(3, 3, Groups = 3), Tanh", "tanh1: fused into the kernel of conv1")]
    [InlineData("Network(3), BatchNorm, LeakyReLU(NegativeSlope = -1)", "leaky_relu1: fused into the kernel of bn1")]
    public void TrainingFires(string attributes, string expected)
    {
        Assert.Equal([expected], PassAssert.Decisions(Networks.Build(attributes), new FuseActivationsForTraining()));
    }

    [Theory]
    [InlineData("Network(3), ReLU")]
    [InlineData("Network(3), Linear(2), LeakyReLU(NegativeSlope = -1)")]
    [InlineData("Network(3), Linear(2), Dropout, ReLU")]
    [InlineData("Network(3), Linear(2), Softmax, ReLU")]
    [InlineData("Network(3, 4, 4), Conv2d(2, 3), MaxPool2d(2), ReLU")]
    [InlineData("Network(3, 4, 4), Conv2d(2, 3), GlobalAvgPool2d, ReLU")]
    public void TrainingMustNotFire(string attributes)
    {
        var graph = Networks.Build(attributes);
        Assert.Equal(GraphPrinter.Print(graph), PassAssert.Print(graph, new FuseActivationsForTraining()));
    }

    [Fact]
    public void TrainingFusesOneFunctionOnly()
    {
        Assert.Equal(
            """
            input = Input -> [3]
            bn1 = BatchNorm(3)(input) -> [3] | weight, bias, running_mean, running_var | then ReLU relu1
            tanh1 = Tanh(bn1) -> [3]
            return tanh1
            """,
            PassAssert.Print(Networks.Build("Network(3), BatchNorm, ReLU, Tanh"), new FuseActivationsForTraining()));
    }

    [Theory]
    [InlineData("Network(3), Linear(2), ReLU, Add(\"linear1\")")]
    [InlineData("Network(3), Linear(2), Flatten, ReLU, Add(\"flatten1\")")]
    public void InferenceMustNotFire(string attributes)
    {
        var graph = Networks.Build(attributes);
        Assert.Equal(GraphPrinter.Print(graph), PassAssert.Print(graph, new FuseActivationsForInference()));
    }

    [Fact]
    public void NothingMovesInFrontOfTheWorkOfAFlatten()
    {
        Assert.Equal(
            """
            input = Input -> [3, 1, 2] | then BatchNorm bn1
            flatten1 = Flatten(input) -> [6] | then PReLU prelu1, BatchNorm bn2, ReLU relu1
            return flatten1
            """,
            PassAssert.Print(Networks.Build("Network(3, 1, 2), Flatten, BatchNorm, PReLU(NumParameters = 6), BatchNorm, ReLU"), new FoldBatchNorm(), new FuseActivationsForInference()));
    }

    [Fact]
    public void WhatNormalisesFeaturesMovesOverFlattenToo()
    {
        Assert.Equal(
            """
            input = Input -> [3, 4, 4] | then ReLU relu1, BatchNorm bn1
            flatten1 = Flatten(input) -> [48]
            return flatten1
            """,
            PassAssert.Print(Networks.Build("Network(3, 4, 4), Flatten, ReLU, BatchNorm"), new FoldBatchNorm(), new FuseActivationsForInference()));
    }
}
