namespace BnCompiler.Generator.Tests.Layers;

/// <summary>Output shapes that PyTorch 1.13 gives for the same layers.</summary>
public sealed class ShapeRuleTests
{
    [Theory]
    [InlineData("Network(3, 32, 24), Conv2d(8, 5)", "[8, 28, 20]")]
    [InlineData("Network(3, 32, 24), Conv2d(8, 3, Stride = 2, Padding = 1)", "[8, 16, 12]")]
    [InlineData("Network(3, 32, 24), Conv2d(8, 3, Dilation = 2)", "[8, 28, 20]")]
    [InlineData("Network(3, 32, 24), Conv2d(8, 1, 5, StrideHeight = 2, PaddingWidth = 2)", "[8, 16, 24]")]
    [InlineData("Network(3, 32, 24), Conv2d(8, 1, 5, Stride = 1, StrideHeight = 2, Padding = 2, PaddingHeight = 0)", "[8, 16, 24]")]
    [InlineData("Network(3, 32, 24), Conv2d(8, 3, Padding = 1, Dilation = 2, Stride = 3)", "[8, 10, 8]")]
    [InlineData("Network(3, 7, 7), Conv2d(6, 3, Groups = 3)", "[6, 5, 5]")]
    [InlineData("Network(3, 7, 9), Conv2d(8, 4, Stride = 4, Padding = 2)", "[8, 2, 3]")]
    [InlineData("Network(3, 7, 9), Conv2d(8, 1, Stride = 5)", "[8, 2, 2]")]
    [InlineData("Network(3, 1, 1), Conv2d(8, 3, Padding = 3)", "[8, 5, 5]")]
    [InlineData("Network(1, 4, 9), Conv2d(2, 2, 3, DilationHeight = 3, DilationWidth = 4)", "[2, 1, 1]")]
    public void Convolutions(string attributes, string expected) => AssertShape(attributes, expected);

    [Theory]
    [InlineData(false, 2, 2, 0, 3, 7, 7, "[3, 3, 3]")]
    [InlineData(true, 2, 2, 0, 3, 7, 7, "[3, 4, 4]")]
    [InlineData(false, 3, 2, 1, 2, 8, 8, "[2, 4, 4]")]
    [InlineData(true, 3, 2, 1, 2, 8, 8, "[2, 5, 5]")]
    [InlineData(true, 3, 2, 0, 2, 2, 2, "[2, 1, 1]")]
    [InlineData(true, 2, 3, 1, 2, 4, 4, "[2, 2, 2]")]
    [InlineData(true, 2, 3, 1, 2, 5, 5, "[2, 2, 2]")]
    [InlineData(true, 2, 3, 1, 2, 6, 6, "[2, 3, 3]")]
    [InlineData(true, 2, 5, 1, 2, 4, 4, "[2, 1, 1]")]
    [InlineData(true, 1, 2, 0, 1, 4, 5, "[1, 2, 3]")]
    [InlineData(true, 1, 3, 0, 1, 5, 6, "[1, 2, 2]")]
    [InlineData(true, 3, 3, 1, 1, 5, 7, "[1, 2, 3]")]
    [InlineData(true, 5, 3, 1, 1, 2, 2, "[1, 1, 1]")]
    [InlineData(true, 4, 7, 2, 1, 3, 4, "[1, 1, 1]")]
    public void Pools(bool ceil, int kernel, int stride, int padding, int channels, int height, int width, string expected)
    {
        string network = $"Network({channels}, {height}, {width})";
        string arguments = $"{kernel}, Stride = {stride}, Padding = {padding}, CeilMode = {(ceil ? "true" : "false")}";
        AssertShape($"{network}, MaxPool2d({arguments})", expected);
        AssertShape($"{network}, AvgPool2d({arguments})", expected);
    }

    [Theory]
    [InlineData("Network(1, 7, 9), MaxPool2d(3, Stride = 1, Padding = 1, Dilation = 2)", "[1, 5, 7]")]
    [InlineData("Network(1, 8, 10), MaxPool2d(3, Stride = 2, Padding = 1, Dilation = 2, CeilMode = true)", "[1, 4, 5]")]
    [InlineData("Network(1, 5, 5), MaxPool2d(2, Padding = 1, Dilation = 4)", "[1, 2, 2]")]
    [InlineData("Network(1, 8, 9), MaxPool2d(2, 3)", "[1, 4, 3]")]
    [InlineData("Network(1, 8, 9), AvgPool2d(2, 3, StrideWidth = 1)", "[1, 4, 7]")]
    public void PoolsWithDilationAndPerAxis(string attributes, string expected) => AssertShape(attributes, expected);

    [Theory]
    [InlineData("Network(3, 4, 5), ConvTranspose2d(8, 3)", "[8, 6, 7]")]
    [InlineData("Network(3, 4, 5), ConvTranspose2d(8, 4, Stride = 2, Padding = 1)", "[8, 8, 10]")]
    [InlineData("Network(3, 4, 5), ConvTranspose2d(8, 3, Stride = 2, Padding = 1, OutputPadding = 1)", "[8, 8, 10]")]
    [InlineData("Network(3, 4, 5), ConvTranspose2d(8, 3, 2, StrideHeight = 3, PaddingWidth = 2, DilationWidth = 3, OutputPaddingWidth = 2)", "[8, 12, 6]")]
    [InlineData("Network(3, 1, 1), ConvTranspose2d(8, 7)", "[8, 7, 7]")]
    [InlineData("Network(3, 4, 5), AdaptiveAvgPool2d(2)", "[3, 2, 2]")]
    [InlineData("Network(3, 4, 5), AdaptiveAvgPool2d(7, 1)", "[3, 7, 1]")]
    [InlineData("Network(3, 4, 5), GlobalMaxPool2d", "[3, 1, 1]")]
    [InlineData("Network(3, 4, 5), ZeroPad2d(2)", "[3, 8, 9]")]
    [InlineData("Network(3, 4, 5), ZeroPad2d(1, 2, 3, 4)", "[3, 11, 8]")]
    [InlineData("Network(3, 4, 5), ZeroPad2d(1, PaddingTop = 0)", "[3, 5, 7]")]
    [InlineData("Network(3, 4, 5), Upsample(2)", "[3, 8, 10]")]
    [InlineData("Network(3, 4, 5), Upsample(2, ScaleWidth = 3, Mode = UpsampleMode.Bilinear)", "[3, 8, 15]")]
    [InlineData("Network(6, 4, 5), ChannelShuffle(3)", "[6, 4, 5]")]
    public void LayersThatMoveOrSpreadValues(string attributes, string expected) => AssertShape(attributes, expected);

    [Theory]
    [InlineData("Network(3, 4, 5), GlobalAvgPool2d", "[3, 1, 1]")]
    [InlineData("Network(3, 4, 5), Flatten", "[60]")]
    [InlineData("Network(7), Flatten", "[7]")]
    [InlineData("Network(7), Linear(3)", "[3]")]
    [InlineData("Network(3, 4, 5), BatchNorm, ReLU, LeakyReLU, Sigmoid, Tanh, Dropout, Softmax", "[3, 4, 5]")]
    [InlineData("Network(7), BatchNorm, ReLU, LeakyReLU, Sigmoid, Tanh, Dropout, Softmax", "[7]")]
    public void OtherLayers(string attributes, string expected) => AssertShape(attributes, expected);

    [Theory]
    [InlineData("Network(3, 32), Conv1d(8, 5)", "[8, 28]")]
    [InlineData("Network(3, 32), Conv1d(8, 3, Stride = 2, Padding = 1)", "[8, 16]")]
    [InlineData("Network(3, 32), Conv1d(8, 4, Stride = 3, Padding = 2, Dilation = 2)", "[8, 10]")]
    [InlineData("Network(3, 32), BatchNorm, ReLU, PReLU, Dropout, Softmax, LayerNorm, InstanceNorm, GroupNorm(3)", "[3, 32]")]
    [InlineData("Network(3, 32), Flatten", "[96]")]
    [InlineData("Network(3, 7), MaxPool1d(2)", "[3, 3]")]
    [InlineData("Network(3, 7), MaxPool1d(2, CeilMode = true)", "[3, 4]")]
    [InlineData("Network(3, 7), AvgPool1d(3, Stride = 2, Padding = 1)", "[3, 4]")]
    [InlineData("Network(3, 7), AdaptiveAvgPool1d(9)", "[3, 9]")]
    [InlineData("Network(3, 32), Concat(\"input\"), Add(\"concat1\")", "[6, 32]")]
    [InlineData("Network(3, 32), Conv1d(3, 32), Multiply(\"input\")", "[3, 32]")]
    [InlineData("Network(3, 32), Conv1d(2, 32), Flatten, Linear(3), Multiply(\"input\")", "[3, 32]")]
    [InlineData("Network(3, 4, 6), Reshape(-1)", "[72]")]
    [InlineData("Network(3, 4, 6), Reshape(3, -1)", "[3, 24]")]
    [InlineData("Network(3, 24), Reshape(3, 6, 4)", "[3, 6, 4]")]
    [InlineData("Network(72), Reshape(-1, 2, 3)", "[12, 2, 3]")]
    public void SequencesAndReshapes(string attributes, string expected) => AssertShape(attributes, expected);

    private static void AssertShape(string attributes, string expected) =>
        Assert.Equal(expected, Networks.Build(attributes).Nodes.Last().Shape.ToString());
}
