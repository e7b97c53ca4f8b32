namespace BnCompiler.Generator.Tests.Diagnostics;

/// <summary>BN0002, BN0005 to BN0011, BN0013 and BN0014: what the compiler finds, at the attribute or argument it is about.</summary>
public sealed class LayerDiagnosticTests
{
    [Theory]
    [InlineData("[[|Network|], ReLU]", "[]")]
    [InlineData("[[|Network(0)|], ReLU]", "[0]")]
    [InlineData("[[|Network(3, 32)|], ReLU]", "[3, 32]")]
    [InlineData("[[|Network(1, 28, -28)|], ReLU]", "[1, 28, -28]")]
    [InlineData("[[|Network(1, 2, 3, 4)|], ReLU]", "[1, 2, 3, 4]")]
    public Task InputShape(string attributes, string shape) => ExpectedDiagnostics.SingleAsync(
        "BN0002",
        $"The input shape {shape} is not valid: [Network] takes the features, or channels, height and width, each at least 1",
        attributes + " partial class Net;");

    [Fact]
    public Task LinearOnAnImage() => ExpectedDiagnostics.SingleAsync(
        "BN0005",
        "Linear 'linear1' expects [features], but [8, 26, 26] arrives: add [Flatten] in front of it",
        "[Network(1, 28, 28), Conv2d(8, 3), [|Linear(10)|]] partial class Net;");

    [Fact]
    public Task ConvolutionOnFeatures() => ExpectedDiagnostics.SingleAsync(
        "BN0005",
        "Conv2d 'conv1' expects [channels, height, width], but [784] arrives: move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]",
        "[Network(784)] [[|Conv2d(8, 3)|]] partial class Net;");

    [Fact]
    public Task OnlyTheFirstLayerThatDoesNotFitIsReported() => ExpectedDiagnostics.IdsAsync(
        ["BN0005"], "[Network(1, 8, 8), Conv2d(4, 3), [|Linear(10)|], Conv2d(3, 3)] partial class Net;");

    [Theory]
    [InlineData("[Network(1, 4, 4), [|Conv2d(8, 7, Padding = 1)|]]", "Conv2d 'conv1'", "7×7", "6×6")]
    [InlineData("[Network(1, 4, 9), [|MaxPool2d(5, 2)|]]", "MaxPool2d 'maxpool1'", "5×2", "4×9")]
    [InlineData("[Network(1, 4, 4), [|Conv2d(8, 3, Dilation = 2)|]]", "Conv2d 'conv1'", "5×5", "4×4")]
    public Task KernelTooLarge(string attributes, string layer, string kernel, string input) => ExpectedDiagnostics.SingleAsync(
        "BN0006", $"{layer}: the kernel ({kernel}) is larger than its padded input ({input})", attributes + " partial class Net;");

    [Fact]
    public Task GroupsDoNotDivide() => ExpectedDiagnostics.SingleAsync(
        "BN0007",
        "Conv2d 'conv1': 4 groups do not divide 6 input and 8 output channels",
        "[Network(6, 8, 8), Conv2d(8, 3, Padding = 1, [|Groups = 4|])] partial class Net;");

    [Theory]
    [InlineData("""Linear(3, [|Name = "2nd"|])""", "The layer name '2nd' is neither a letter followed by letters, digits and underscores, nor a number")]
    [InlineData("""Linear(3, [|Name = ""|])""", "The layer name '' is neither a letter followed by letters, digits and underscores, nor a number")]
    [InlineData("""Linear(3, Name = "head"), Linear(2, [|Name = "head"|])""", "The layer name 'head' is taken by Linear 'head'")]
    [InlineData("""Linear(3, [|Name = "relu1"|]), ReLU""", "The layer name 'relu1' is taken by ReLU 'relu1'")]
    public Task LayerName(string layers, string message) =>
        ExpectedDiagnostics.SingleAsync("BN0008", message, $"[Network(4), {layers}] partial class Net;");

    [Theory]
    [InlineData("[|Linear(3)|], BatchNorm", "Linear 'linear1'", 3)]
    [InlineData("Linear(3, [|Bias = true|]), BatchNorm", "Linear 'linear1'", 3)]
    [InlineData("Linear(5, [|Bias = true|], Name = \"wide\"), BatchNorm", "Linear 'wide'", 5)]
    public Task RedundantBias(string layers, string layer, int count) => ExpectedDiagnostics.SingleAsync(
        "BN0009",
        $"{layer}: the bias ({count} parameters) is redundant, BatchNorm 'bn1' subtracts it; it is not stored",
        $"[Network(4), {layers}] partial class Net;");

    [Theory]
    [InlineData("Linear(3, Bias = false), BatchNorm")]
    [InlineData("Linear(3, Bias = true), ReLU, BatchNorm")]
    [InlineData("BatchNorm, Linear(3)")]
    public Task AUsefulOrAbsentBiasIsQuiet(string layers) => ExpectedDiagnostics.NoneAsync($"[Network(4), {layers}] partial class Net;");

    [Fact]
    public Task OneValuePerChannel() => ExpectedDiagnostics.SingleAsync(
        "BN0010",
        "BatchNorm 'bn1' sees one value per channel and sample: a training batch needs at least 2 samples",
        "[Network(4, 8, 8), GlobalAvgPool2d, [|BatchNorm|]] partial class Net;");

    [Theory]
    [InlineData("[Network(4, 8, 8), BatchNorm] partial class Net;")]
    [InlineData("[Network(4), BatchNorm] partial class Net;")]
    public Task SeveralValuesPerChannelOrFeaturesAreQuiet(string source) => ExpectedDiagnostics.NoneAsync(source);

    [Theory]
    [InlineData("Conv2d([|0|], 3)", "Conv2d 'conv1': OutChannels is 0, expected at least 1")]
    [InlineData("Conv2d(8, [|-3|])", "Conv2d 'conv1': KernelHeight is -3, expected 1 to 32767")]
    [InlineData("Conv2d(kernelSize: 3, [|outChannels: 0|])", "Conv2d 'conv1': OutChannels is 0, expected at least 1")]
    [InlineData("Conv2d(8, 3, [|0|])", "Conv2d 'conv1': KernelWidth is 0, expected 1 to 32767")]
    [InlineData("Conv2d(8, 3, [|Stride = 0|])", "Conv2d 'conv1': Stride is 0, expected 1 to 32767")]
    [InlineData("Conv2d(8, 3, Stride = 2, [|StrideWidth = -1|])", "Conv2d 'conv1': StrideWidth is -1, expected 1 to 32767")]
    [InlineData("BatchNorm([|Epsilon = 0|])", "BatchNorm 'bn1': Epsilon is 0, expected a finite number greater than 0")]
    [InlineData("BatchNorm([|Momentum = 1.5|])", "BatchNorm 'bn1': Momentum is 1.5, expected 0 to 1")]
    [InlineData("Dropout([|1.0|])", "Dropout 'dropout1': P is 1, expected at least 0 and less than 1")]
    [InlineData("MaxPool2d(2, [|Padding = 2|])", "MaxPool2d 'maxpool1': Padding is 2, expected 0 to 1")]
    public Task OutOfRange(string layer, string message) =>
        ExpectedDiagnostics.SingleAsync("BN0011", message, $"[Network(8, 8, 8), {layer}] partial class Net;");

    [Fact]
    public Task EveryWrongArgumentIsReported() => ExpectedDiagnostics.IdsAsync(
        ["BN0011", "BN0011", "BN0011"],
        "[Network(8, 8, 8), Conv2d([|0|], 3, [|Stride = 0|])] [BatchNorm([|Epsilon = -1|])] partial class Net;");

    [Fact]
    public Task ALayerThatTheCompilerDoesNotKnow() => ExpectedDiagnostics.IdsAsync(
        ["BN0011"],
        "public sealed class MishAttribute : LayerAttribute; [Network(4), [|Mish|]] partial class Net;");

    [Fact]
    public Task NoLayers() => ExpectedDiagnostics.SingleAsync("BN0013", "'Net' has no layers", "[Network(4)] partial class [|Net|];");

    [Fact]
    public Task TooManyParameters() => ExpectedDiagnostics.SingleAsync(
        "BN0014",
        "The parameter block up to Linear 'linear1' has 4,000,200,000 values, more than a 32-bit offset can address",
        "[Network(20000), [|Linear(200000)|]] partial class Net;");

    [Fact]
    public Task ALayerOnAnotherPartThanTheNetworkIsFound() => ExpectedDiagnostics.SingleAsync(
        "BN0011",
        "Linear 'linear1': OutFeatures is 0, expected at least 1",
        "[Network(4)] partial class Net;",
        "[Linear([|0|])] partial class Net;");
}
