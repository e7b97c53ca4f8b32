using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Tests.Layers;

public sealed class LayerTests
{
    [Theory]
    [InlineData("Network(784), Linear(10)", "weight Weight [10, 784] 784 10, bias Bias [10] 784 10")]
    [InlineData("Network(784), Linear(10, Bias = false)", "weight Weight [10, 784] 784 10")]
    [InlineData("Network(3, 9, 9), Conv2d(8, 5)", "weight Weight [8, 3, 5, 5] 75 200, bias Bias [8] 75 200")]
    [InlineData("Network(6, 9, 9), Conv2d(6, 3, Groups = 6, Bias = false)", "weight Weight [6, 1, 3, 3] 9 54")]
    [InlineData("Network(4, 9, 9), Conv2d(6, 1, 3, Groups = 2, Bias = false)", "weight Weight [6, 2, 1, 3] 6 18")]
    [InlineData("Network(4, 9, 9), ConvTranspose2d(6, 1, 3, Groups = 2)", "weight Weight [4, 3, 1, 3] 9 12, bias Bias [6] 9 12")]
    [InlineData("Network(4), BatchNorm", "weight BatchNormWeight [4] 0 0, bias BatchNormBias [4] 0 0, running_mean RunningMean [4] 0 0, running_var RunningVariance [4] 0 0")]
    [InlineData("Network(4, 2, 2), BatchNorm(Affine = false)", "running_mean RunningMean [4] 0 0, running_var RunningVariance [4] 0 0")]
    [InlineData("Network(4), ReLU", "")]
    public void ParametersAreAsInPyTorch(string attributes, string expected)
    {
        var parameters = Networks.Build(attributes).Nodes.Last().Parameters;
        Assert.Equal(expected, string.Join(", ", parameters.Select(spec => $"{spec.Role} {spec.Kind} [{string.Join(", ", spec.Sizes)}] {spec.FanIn} {spec.FanOut}")));
    }

    [Theory]
    [InlineData("Linear(3)", "Linear(4 → 3)")]
    [InlineData("BatchNorm(Frozen = true)", "BatchNorm(4, frozen)")]
    [InlineData("BatchNorm(Epsilon = 1e-3, Momentum = 0.01, Affine = false)", "BatchNorm(4, epsilon 0.001, momentum 0.01, not affine)")]
    [InlineData("LeakyReLU(NegativeSlope = 0.2)", "LeakyReLU(0.2)")]
    [InlineData("ReLU6", "ReLU6")]
    [InlineData("ELU", "ELU")]
    [InlineData("ELU(Alpha = 0.5)", "ELU(0.5)")]
    [InlineData("GELU", "GELU")]
    [InlineData("GELU(Approximate = \"tanh\")", "GELU(tanh)")]
    [InlineData("SiLU", "SiLU")]
    [InlineData("HardSwish", "HardSwish")]
    [InlineData("HardSigmoid", "HardSigmoid")]
    [InlineData("Clamp(-0.5, 2)", "Clamp(-0.5, 2)")]
    [InlineData("Clamp(-3.4028235E+38, 3.4028235E+38)", "Clamp(-3.4028235E+38, 3.4028235E+38)")]
    [InlineData("LogSoftmax", "LogSoftmax")]
    [InlineData("Dropout(0.25)", "Dropout(0.25)")]
    [InlineData("PReLU", "PReLU")]
    [InlineData("PReLU(NumParameters = 4)", "PReLU(4 slopes)")]
    [InlineData("LayerNorm", "LayerNorm(4)")]
    [InlineData("GroupNorm(2, Epsilon = 1e-3, Affine = false)", "GroupNorm(2 groups of 2, epsilon 0.001, not affine)")]
    [InlineData("Reshape(2, -1)", "Reshape(2, 2)")]
    public void DescriptionsOverFeatures(string layer, string expected) => AssertDescription("4", layer, expected);

    [Theory]
    [InlineData("Conv2d(8, 3)", "Conv2d(4 → 8, kernel 3×3)")]
    [InlineData("Conv2d(8, 3, 1, StrideWidth = 2, Padding = 1, DilationHeight = 2, Groups = 2)", "Conv2d(4 → 8, kernel 3×1, stride 1×2, padding 1, dilation 2×1, groups 2)")]
    [InlineData("Conv2d(4, 3, Groups = 4)", "Conv2d(4 → 4, kernel 3×3, depthwise)")]
    [InlineData("MaxPool2d(2)", "MaxPool2d(kernel 2×2)")]
    [InlineData("MaxPool2d(3, Stride = 2, Padding = 1, CeilMode = true)", "MaxPool2d(kernel 3×3, stride 2, padding 1, ceil)")]
    [InlineData("AvgPool2d(3, Padding = 1, CountIncludePad = false)", "AvgPool2d(kernel 3×3, padding 1, padding not counted)")]
    [InlineData("AdaptiveAvgPool2d(3)", "AdaptiveAvgPool2d(3×3)")]
    [InlineData("ZeroPad2d(2)", "ZeroPad2d(2)")]
    [InlineData("ZeroPad2d(1, 2, 3, 4)", "ZeroPad2d(left 1, right 2, top 3, bottom 4)")]
    [InlineData("Upsample(2)", "Upsample(2, nearest)")]
    [InlineData("Upsample(2, ScaleWidth = 1, Mode = UpsampleMode.Bilinear)", "Upsample(2×1, bilinear)")]
    [InlineData("ChannelShuffle(2)", "ChannelShuffle(2)")]
    [InlineData("GroupNorm(4)", "GroupNorm(4 groups of 1)")]
    [InlineData("InstanceNorm", "InstanceNorm(4)")]
    [InlineData("InstanceNorm(Affine = true, Epsilon = 0.5)", "InstanceNorm(4, epsilon 0.5, affine)")]
    [InlineData("LayerNorm(Affine = false)", "LayerNorm(4×16×16, not affine)")]
    [InlineData("Reshape(-1)", "Reshape(1024)")]
    [InlineData("ConvTranspose2d(6, 4, Stride = 2, Padding = 1, OutputPaddingWidth = 1, Groups = 2)", "ConvTranspose2d(4 → 6, kernel 4×4, stride 2, padding 1, output padding 0×1, groups 2)")]
    public void DescriptionsOverImages(string layer, string expected) => AssertDescription("4, 16, 16", layer, expected);

    [Theory]
    [InlineData("Conv1d(8, 3)", "Conv1d(4 → 8, kernel 3)")]
    [InlineData("Conv1d(8, 3, Stride = 2, Padding = 1, Dilation = 3, Groups = 2)", "Conv1d(4 → 8, kernel 3, stride 2, padding 1, dilation 3, groups 2)")]
    [InlineData("Conv1d(4, 3, Groups = 4)", "Conv1d(4 → 4, kernel 3, depthwise)")]
    [InlineData("LayerNorm", "LayerNorm(4×16)")]
    [InlineData("MaxPool1d(2)", "MaxPool1d(kernel 2)")]
    [InlineData("MaxPool1d(3, Stride = 2, Padding = 1, Dilation = 2, CeilMode = true)", "MaxPool1d(kernel 3, stride 2, padding 1, dilation 2, ceil)")]
    [InlineData("AvgPool1d(3, Padding = 1, CountIncludePad = false)", "AvgPool1d(kernel 3, padding 1, padding not counted)")]
    [InlineData("AdaptiveAvgPool1d(5)", "AdaptiveAvgPool1d(5)")]
    public void DescriptionsOverSequences(string layer, string expected) => AssertDescription("4, 16", layer, expected);

    [Fact]
    public void EveryLayerAttributeIsInTheCatalog()
    {
        var attributes = typeof(LayerAttribute).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && type != typeof(UseAttribute<>) && type != typeof(OutputAttribute));
        Assert.Equal(
            attributes.Select(type => type.Name.Replace("Attribute", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            LayerCatalog.Kinds.Select(kind => kind.Kind).Order(StringComparer.Ordinal));
        Assert.Equal(LayerCatalog.Kinds.Length, LayerCatalog.Kinds.Select(kind => kind.Prefix).Distinct().Count());
    }

    [Fact]
    public void LeakyReLUTakesItsGradientFromTheOutputWhileThatHasTheInputsSign()
    {
        var usual = Networks.Build("Network(1), LeakyReLU").Nodes.Last().Layer.Activation!;
        Assert.False(usual.GradientFromInput);
        Assert.Equal("TSimd.SelectPositive({x}, {x}, TSimd.Multiply(TSimd.Create(0.01f), {x}))", usual.Forward);
        Assert.Equal("TSimd.SelectPositive({y}, {dy}, TSimd.Multiply(TSimd.Create(0.01f), {dy}))", usual.Gradient);

        var negative = Networks.Build("Network(1), LeakyReLU(NegativeSlope = -0.1)").Nodes.Last().Layer.Activation!;
        Assert.True(negative.GradientFromInput);
        Assert.Equal("TSimd.SelectPositive({x}, {dy}, TSimd.Multiply(TSimd.Create(-0.1f), {dy}))", negative.Gradient);
    }

    [Fact]
    public void ELUTakesItsGradientFromTheOutputWhileThatHasTheInputsSign()
    {
        Assert.False(Networks.Build("Network(1), ELU(Alpha = 0)").Nodes.Last().Layer.Activation!.GradientFromInput);
        Assert.True(Networks.Build("Network(1), ELU(Alpha = -1)").Nodes.Last().Layer.Activation!.GradientFromInput);
    }

    [Theory]
    [InlineData("0.1 + 0.2", "TSimd.Create(0.3f)")]
    [InlineData("1e-20", "TSimd.Create(1E-20f)")]
    [InlineData("1.0 / 3", "TSimd.Create(0.33333334f)")]
    [InlineData("5", "TSimd.Create(5f)")]
    public void ConstantsReadBackAsTheSameFloat(string slope, string expected) =>
        Assert.Contains(expected, Networks.Build($"Network(1), LeakyReLU(NegativeSlope = {slope})").Nodes.Last().Layer.Activation!.Forward, StringComparison.Ordinal);

    private static void AssertDescription(string shape, string layer, string expected)
    {
        var node = Networks.Build($"Network({shape}), {layer}").Nodes.Last();
        Assert.Equal(expected, node.Layer.Describe(node.InputShape, node.Shape));
    }
}
