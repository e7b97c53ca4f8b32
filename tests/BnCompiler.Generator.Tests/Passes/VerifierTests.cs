using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

public sealed class VerifierTests
{
    private static readonly Graph Valid = Networks.Build("Network(2, 4, 4), Conv2d(3, 3), BatchNorm, ReLU, Flatten");

    private static Node Conv => Valid[1];

    private static Node BatchNorm => Valid[2];

    private static Node ReLU => Valid[3];

    private static Node Flatten => Valid[4];

    [Fact]
    public void AcceptsWhatTheBuilderMakes() => Verifier.Verify(Valid, "Nobody");

    [Fact]
    public void OrderOfNodes() => AssertFault(Valid with { Nodes = [Valid[0], BatchNorm, Conv, ReLU, Flatten] }, "bn1: reads conv1, which does not come before it");

    [Fact]
    public void UnknownInput() => AssertFault(Valid.With(ReLU with { Inputs = [9] }), "relu1: reads the unknown node 9");

    [Fact]
    public void RepeatedId() => AssertFault(Valid with { Nodes = Valid.Nodes.Add(ReLU with { Name = "relu2" }) }, "relu2: the id 3 is used twice");

    [Fact]
    public void RepeatedName() => AssertFault(Valid.With(ReLU with { Name = "bn1" }), "bn1: the name is used twice");

    [Fact]
    public void CountOfInputShapes() => AssertFault(Valid.With(ReLU with { Inputs = [2, 2] }), "relu1: 2 inputs but 1 input shapes");

    [Fact]
    public void ShapeOfInput() => AssertFault(Valid.With(ReLU with { InputShapes = [new Shape(4)] }), "relu1: expects [4] from bn1, which is [3, 2, 2]");

    [Fact]
    public void ShapeOfOutput() => AssertFault(Valid.With(Flatten with { Shape = new Shape(13) }), "flatten1: has the shape [13], its layer infers [12]");

    [Fact]
    public void MissingParameter() => AssertFault(
        Valid.With(Conv with { Parameters = Conv.Parameters.RemoveAt(1) }), "conv1: has the parameters (weight [3, 2, 3, 3]), its layer has (bias [3], weight [3, 2, 3, 3])");

    [Fact]
    public void ParameterBothStoredAndEliminated() => AssertFault(
        Valid.With(Conv with { Eliminated = [Conv.Parameters[1]] }),
        "conv1: has the parameters (bias [3], bias [3], weight [3, 2, 3, 3]), its layer has (bias [3], weight [3, 2, 3, 3])");

    [Fact]
    public void FoldOfOtherChannels() => AssertFault(
        Valid.With(Conv with { Folds = [new WeightFold(BatchNorm, FoldSide.Input)] }), "conv1: folds bn1 of 3 channels into 2");

    [Fact]
    public void EpilogueOfAnotherShape() => AssertFault(
        Valid.With(Conv with { Epilogue = [new FusedOperation(BatchNorm with { Shape = new Shape(3) })] }), "conv1: its epilogue has bn1 of [3] on [3, 2, 2]");

    [Fact]
    public void SideValueWithoutOperations() => AssertFault(
        Valid.With(ReLU with { Layer = new SideValueLayer() }), "relu1: a side value without operations is the value that it reads");

    [Fact]
    public void EpilogueOfFeaturesThatAreNotTheImage() => AssertFault(
        Valid.With(Conv with { Epilogue = [new FusedOperation(BatchNorm with { Shape = new Shape(9) })] }), "conv1: its epilogue has bn1 of [9] on [3, 2, 2]");

    [Fact]
    public void UnknownOutput() => AssertFault(Valid with { Outputs = [7] }, "the output is the unknown node 7");

    private static void AssertFault(Graph graph, string fault)
    {
        var exception = Assert.Throws<GraphVerificationException>(() => Verifier.Verify(graph, "ThePass"));
        Assert.Equal($"ThePass left a graph that is not valid: {fault}", exception.Message.Split('\n')[0]);
    }
}
