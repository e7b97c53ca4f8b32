using BnCompiler.Tool.Tensors;
using BnCompiler.Tool.Tests.Support;

namespace BnCompiler.Tool.Tests.Importing;

/// <summary>What models become: declarations that a person would write.</summary>
public class ImporterTests
{
    [Fact]
    public void AConvolutionalNetwork_IsALineForEachStage() => Assert.Equal(
        [
            "[Network(3, 8, 8)]",
            "[Conv2d(4, 3, Padding = 1, Bias = false, Name = \"features_0\"), BatchNorm, ReLU, MaxPool2d(2), Flatten]",
            "[Linear(2, Name = \"classifier\")]",
        ],
        Imported.Lines(new ModelBuilder()
            .Input("x", -1, 3, 8, 8).Weights("features.0.weight", 4, 3, 3, 3).Weights("g", 4).Weights("b", 4).Weights("m", 4).Weights("v", 4)
            .Weights("classifier.weight", 2, 64).Weights("classifier.bias", 2)
            .Node("Conv", "x features.0.weight", "c", ("pads", new long[] { 1, 1, 1, 1 }))
            .Node("BatchNormalization", "c g b m v", "1")
            .Node("Relu", "1", "r")
            .Node("MaxPool", "r", "p", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            .Node("Flatten", "p", "f")
            .Node("Gemm", "f classifier.weight classifier.bias", "y", ("transB", 1))
            .Output("y", -1, 2)));

    [Fact]
    public void AShortcut_ReadsTheLayerByItsName() => Assert.Equal(
        ["[Network(4, 6, 6)]", "[Conv2d(4, 1, Bias = false), ReLU]", "[Conv2d(4, 1, Bias = false), Add(\"relu1\")]"],
        Imported.Lines(new ModelBuilder().Input("x", 1, 4, 6, 6).Weights("1", 4, 4, 1, 1).Weights("2", 4, 4, 1, 1)
            .Node("Conv", "x 1", "11").Node("Relu", "11", "12").Node("Conv", "12 2", "13").Node("Add", "13 12", "14").Output("14", 1, 4, 6, 6)));

    /// <summary>Asymmetric borders are those of a layer in front of the convolution.</summary>
    [Fact]
    public void SameUpper_PadsBehindFirst() => Assert.Equal(
        ["[Network(1, 5, 6)]", "[ZeroPad2d(0, 1, 1, 1), Conv2d(1, 3, Stride = 2, Bias = false)]"],
        Imported.Lines(Convolution(5, 6, ("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 2 }))));

    [Fact]
    public void SameLower_PadsInFrontFirst() => Assert.Equal(
        ["[Network(1, 5, 6)]", "[ZeroPad2d(1, 0, 1, 1), Conv2d(1, 3, Stride = 2, Bias = false)]"],
        Imported.Lines(Convolution(5, 6, ("auto_pad", "SAME_LOWER"), ("strides", new long[] { 2, 2 }))));

    [Fact]
    public void MatMulAndAdd_AreALinearWithABias() => Assert.Equal(
        ["[Network(3)]", "[Linear(2)]"],
        Imported.Lines(new ModelBuilder().Input("x", 5, 3).Weights("w", 3, 2).Weights("b", 2).Node("MatMul", "x w", "1").Node("Add", "1 b", "2").Output("2", 5, 2)));

    [Fact]
    public void SeveralInputsAndOutputs_AreDeclared() => Assert.Equal(
        [
            "[Network(4)]",
            "[Input(\"mask\", 4)]",
            "[Multiply(\"mask\", From = \"input\"), ReLU, Output(\"masked\", From = \"multiply1\"), Output(\"y\", From = \"relu1\")]",
        ],
        Imported.Lines(new ModelBuilder().Input("x", 2, 4).Input("mask", 2, 4).Node("Mul", "x mask", "masked").Node("Relu", "masked", "y")
            .Output("masked", 2, 4).Output("y", 2, 4)));

    /// <summary>The sizes that an exporter computes from the sizes of values are constants of the import.</summary>
    [Fact]
    public void AReshapeToComputedSizes_IsAFlatten() => Assert.Equal(
        ["[Network(2, 3, 4)]", "[ReLU, Flatten]"],
        Imported.Lines(new ModelBuilder(11).Input("x", -1, 2, 3, 4).Integers("zero", 0).Integers("rest", -1)
            .Node("Relu", "x", "r").Node("Shape", "r", "s").Node("Gather", "s zero", "n").Node("Concat", "n rest", "t", ("axis", 0)).Node("Reshape", "r t", "y")
            .Output("y", -1, 24)));

    /// <summary>What comes again is a block; where the model numbers it from 0, one use repeats it, and its tensors have PyTorch's names.</summary>
    [Fact]
    public void LayersThatComeAgain_AreABlock()
    {
        var model = new ModelBuilder().Input("in", 1, 4, 6, 6);
        string value = "in";
        foreach (var (name, channels) in new[] { ("layer1.0", 4), ("layer1.1", 4), ("layer2.0", 6), ("layer2.1", 6) })
        {
            int inputs = name == "layer2.0" ? 4 : channels;
            model.Weights($"{name}.conv1.weight", channels, inputs, 3, 3).Weights($"{name}.conv2.weight", channels, channels, 1, 1)
                .Node("Conv", $"{value} {name}.conv1.weight", $"{name}.a", ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", $"{name}.a", $"{name}.b")
                .Node("Conv", $"{name}.b {name}.conv2.weight", $"{name}.c").Node("Sigmoid", $"{name}.c", $"{name}.d");
            value = $"{name}.d";
        }

        model.Output(value, 1, 6, 6, 6);
        Assert.Equal(
            [
                "[Network(4, 6, 6)]",
                "[Use<NetBlock1>(4, Repeat = 2, Name = \"layer1\")]",
                "[Use<NetBlock1>(6, Repeat = 2, Name = \"layer2\")]",
                "public sealed partial class Net;",
                "[Block]",
                "[Conv2d(Channels, 3, Padding = 1, Bias = false), ReLU]",
                "[Conv2d(Channels, 1, Bias = false), Sigmoid]",
                "internal sealed class NetBlock1",
                "{",
                "    public const int Channels = 4;",
            ],
            Imported.Lines(model));
        Assert.Equal(["layer1.0.conv1.weight", "layer1.0.conv2.weight", "layer1.1.conv1.weight"], Imported.TensorNames(model).Take(3));
    }

    [Fact]
    public void EveryUnsupportedOperator_IsToldAtOnce() => Assert.Equal(
        [
            "Sin 'a' is an operator that no declared layer computes",
            "my.domain.Custom 'c' is an operator that no declared layer computes",
            "Softmax 'd' has an attribute 'beta', whose meaning is not known",
        ],
        Imported.Problems(WithCustomDomain(new ModelBuilder().Input("x", 1, 4).Node("Sin", "x", "a").Node("Relu", "a", "b").Node("Custom", "x", "c")
            .Node("Softmax", "x", "d", ("beta", 1f)).Output("b", 1, 4).Output("c", 1, 4).Output("d", 1, 4))));

    [Fact]
    public void OutputsThatNothingReads_DoNotMatter() => Assert.Empty(Imported.Problems(
        new ModelBuilder().Input("x", 1, 4).Node("Sin", "x", "unused").Node("Relu", "x", "y").Output("y", 1, 4)));

    [Theory]
    [InlineData(5)]
    [InlineData(29)]
    public void AnOpsetThatIsNotKnown_IsRefused(long opset) => Assert.Equal(
        [$"'built' is a graph of opset {opset}; expected 6 to 28"],
        Imported.Problems(new ModelBuilder(opset).Input("x", 1, 4).Node("Relu", "x", "y").Output("y", 1, 4)));

    /// <summary>Names that the compiled class has no place for give way to the compiler's own.</summary>
    [Theory]
    [InlineData("out")]
    [InlineData("Unsafe")]
    [InlineData("network")]
    [InlineData("parameters")]
    [InlineData("123")]
    [InlineData("input")]
    public void NamesThatCannotBe_AreNotTaken(string name) => Assert.Equal(
        ["[Network(3)]", "[Linear(2, Bias = false)]"],
        Imported.Lines(new ModelBuilder().Input("x", 1, 3).Weights("w", 3, 2).Node("MatMul", "x w", name).Output(name, 1, 2)));

    [Fact]
    public void OperandsOfDifferentTypes_AreRefused() => Assert.Equal(
        ["Add 'z' combines values of double and float"],
        Imported.Problems(new ModelBuilder().Input("x", TensorType.Double, 2, 3).Input("y", 2, 3).Node("Add", "x y", "z").Output("z", 2, 3)));

    [Fact]
    public void TrainingMode_IsRefused() => Assert.Equal(
        ["BatchNormalization 'y' normalises with the statistics of the batch: it is in training mode"],
        Imported.Problems(new ModelBuilder(15).Input("x", 2, 3).Weights("g", 3).Weights("b", 3).Weights("m", 3).Weights("v", 3)
            .Node("BatchNormalization", "x g b m v", "y", ("training_mode", 1)).Output("y", 2, 3)));

    /// <summary>A network computes samples one by one: what mixes them makes the batch a part of the sample, and that is said.</summary>
    [Fact]
    public void ATransposeOfTheBatch_MakesTheSampleTheWhole() => Assert.Equal(
        ["[Network(2, 3)]", "[Reshape(6, 1), ChannelShuffle(2), Reshape(3, 2)]"],
        Imported.Lines(new ModelBuilder().Input("x", 2, 3).Node("Transpose", "x", "y").Output("y", 3, 2)));

    private static ModelBuilder Convolution(int height, int width, params (string Name, object Value)[] attributes) =>
        new ModelBuilder().Input("x", 1, 1, height, width).Weights("w", 1, 1, 3, 3).Node("Conv", "x w", "1", attributes).Output("1", 1, 1, -1, -1);

    private static ModelBuilder WithCustomDomain(ModelBuilder model)
    {
        model.Graph.Node.Single(node => node.OpType == "Custom").Domain = "my.domain";
        return model;
    }
}
