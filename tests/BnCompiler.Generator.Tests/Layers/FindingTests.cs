using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Tests.Layers;

public sealed class FindingTests
{
    private const string KindList =
        "one of Input, Linear, Conv2d, Conv1d, BatchNorm, GroupNorm, InstanceNorm, LayerNorm, ReLU, LeakyReLU, PReLU, Sigmoid, Tanh, ReLU6, ELU, GELU, SiLU, HardSwish, HardSigmoid, Clamp, MaxPool2d, AvgPool2d, MaxPool1d, AvgPool1d, AdaptiveAvgPool1d, GlobalAvgPool2d, GlobalMaxPool2d, AdaptiveAvgPool2d, ZeroPad2d, Upsample, ChannelShuffle, ConvTranspose2d, Flatten, Reshape, Dropout, Softmax, LogSoftmax, Add, Concat, Multiply";

    [Theory]
    [InlineData("Network, ReLU", "BN0002 -1.InputShape: []")]
    [InlineData("Network(2, 3, 4, 5), ReLU", "BN0002 -1.InputShape: [2, 3, 4, 5]")]
    [InlineData("Network(2, 0), ReLU", "BN0002 -1.InputShape: [2, 0]")]
    [InlineData("Network(1, 0, 3), ReLU", "BN0002 -1.InputShape: [1, 0, 3]")]
    [InlineData("Network(3)", "BN0013 -1: Net")]
    public void NetworkItself(string attributes, string expected) => Assert.Equal([expected], Networks.Findings(attributes));

    [Theory]
    [InlineData("Network(1, 28, 28), Conv2d(8, 3), Linear(10)", "BN0005 1: Linear 'linear1' | [features] | [8, 26, 26] | add [Flatten] in front of it")]
    [InlineData("Network(1, 28, 28), Linear(10), Linear(10)", "BN0005 0: Linear 'linear1' | [features] | [1, 28, 28] | add [Flatten] in front of it")]
    [InlineData("Network(9), Conv2d(8, 3)", "BN0005 0: Conv2d 'conv1' | [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(9), MaxPool2d(2)", "BN0005 0: MaxPool2d 'maxpool1' | [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(9), AvgPool2d(2)", "BN0005 0: AvgPool2d 'avgpool1' | [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(9), GlobalAvgPool2d", "BN0005 0: GlobalAvgPool2d 'global_avgpool1' | [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(1, 3, 3), Conv2d(8, 5)", "BN0006 0: Conv2d 'conv1' | 5×5 | 3×3")]
    [InlineData("Network(1, 9, 3), Conv2d(8, 3, 5, PaddingHeight = 1, DilationWidth = 2)", "BN0006 0: Conv2d 'conv1' | 3×9 | 11×3")]
    [InlineData("Network(2, 2, 2), MaxPool2d(3, Stride = 2)", "BN0006 0: MaxPool2d 'maxpool1' | 3×3 | 2×2")]
    [InlineData("Network(1, 4, 4), AvgPool2d(5, Stride = 1, CeilMode = true)", "BN0006 0: AvgPool2d 'avgpool1' | 5×5 | 4×4")]
    [InlineData("Network(8, 3, 3), Conv2d(9, 3, Groups = 3)", "BN0007 0.Groups: Conv2d 'conv1' | 3 | 8 | 9")]
    [InlineData("Network(9, 3, 3), Conv2d(8, 3, Groups = 3)", "BN0007 0.Groups: Conv2d 'conv1' | 3 | 9 | 8")]
    [InlineData("Network(9), GlobalMaxPool2d", "BN0005 0: GlobalMaxPool2d 'global_maxpool1' | [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(9), AdaptiveAvgPool2d(2)", "BN0005 0: AdaptiveAvgPool2d 'adaptive_avgpool1' | [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(9), ZeroPad2d(2)", "BN0005 0: ZeroPad2d 'zeropad1' | [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(9), Upsample(2)", "BN0005 0: Upsample 'upsample1' | [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(9), ChannelShuffle(3)", "BN0005 0: ChannelShuffle 'channel_shuffle1' | [channels, length] or [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(9), ConvTranspose2d(2, 2)", "BN0005 0: ConvTranspose2d 'conv_transpose1' | [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(8, 3, 3), ChannelShuffle(3)", "BN0007 0.Groups: ChannelShuffle 'channel_shuffle1' | 3 | 8 | 8")]
    [InlineData("Network(8, 3, 3), ConvTranspose2d(9, 3, Groups = 3)", "BN0007 0.Groups: ConvTranspose2d 'conv_transpose1' | 3 | 8 | 9")]
    [InlineData("Network(9, 3, 3), ConvTranspose2d(8, 3, Groups = 3)", "BN0007 0.Groups: ConvTranspose2d 'conv_transpose1' | 3 | 9 | 8")]
    [InlineData("Network(1, 2, 3), ConvTranspose2d(1, 2, PaddingWidth = 2)", "BN0011 0.Padding: ConvTranspose2d 'conv_transpose1' | Padding | 0×2 | a padding that leaves at least one row and one column of the output")]
    [InlineData("Network(9), Conv1d(8, 3)", "BN0005 0: Conv1d 'conv1d_1' | [channels, length] | [9] | move it in front of [Flatten], or give the network a sequence: [Network(channels, length)]")]
    [InlineData("Network(3, 8, 8), Conv1d(8, 3)", "BN0005 0: Conv1d 'conv1d_1' | [channels, length] | [3, 8, 8] | put [Reshape] in front of it, or give the network a sequence: [Network(channels, length)]")]
    [InlineData("Network(3, 8), Conv2d(8, 3)", "BN0005 0: Conv2d 'conv1' | [channels, height, width] | [3, 8] | put [Reshape] in front of it, or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(3, 8), MaxPool2d(2)", "BN0005 0: MaxPool2d 'maxpool1' | [channels, height, width] | [3, 8] | put [Reshape] in front of it, or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(3, 8, 8), MaxPool1d(2)", "BN0005 0: MaxPool1d 'maxpool1d_1' | [channels, length] | [3, 8, 8] | put [Reshape] in front of it, or give the network a sequence: [Network(channels, length)]")]
    [InlineData("Network(3), AvgPool1d(2)", "BN0005 0: AvgPool1d 'avgpool1d_1' | [channels, length] | [3] | move it in front of [Flatten], or give the network a sequence: [Network(channels, length)]")]
    [InlineData("Network(3), AdaptiveAvgPool1d(2)", "BN0005 0: AdaptiveAvgPool1d 'adaptive_avgpool1d_1' | [channels, length] | [3] | move it in front of [Flatten], or give the network a sequence: [Network(channels, length)]")]
    [InlineData("Network(3, 2), AvgPool1d(3)", "BN0006 0: AvgPool1d 'avgpool1d_1' | 3 | 2")]
    [InlineData("Network(3, 4), MaxPool1d(2, Padding = 1, Dilation = 5)", "BN0011 0.Padding: MaxPool1d 'maxpool1d_1' | Padding | 1 | a padding with which every window reads a position of the sequence")]
    [InlineData("Network(3, 8), Linear(2)", "BN0005 0: Linear 'linear1' | [features] | [3, 8] | add [Flatten] in front of it")]
    [InlineData("Network(3, 4), Conv1d(8, 3, Dilation = 2)", "BN0006 0: Conv1d 'conv1d_1' | 5 | 4")]
    [InlineData("Network(8, 9), Conv1d(9, 3, Groups = 3)", "BN0007 0.Groups: Conv1d 'conv1d_1' | 3 | 8 | 9")]
    [InlineData("Network(3, 8), Conv1d(4, 1), Add(\"input\")", "BN0005 1.Others[0]: Add 'add1' | [4, 8], the shape of 'conv1d_1' | [3, 8] from 'input' | give both branches the same channels and length")]
    [InlineData("Network(3, 8), Conv1d(3, 2), Concat(\"input\")", "BN0005 1.Others[0]: Concat 'concat1' | the length of [3, 7] from 'conv1d_1' | [3, 8] from 'input' | give both branches the same length")]
    [InlineData("Network(3, 8), Conv1d(4, 8), Multiply(\"input\")", "BN0005 1: Multiply 'multiply1' | [3, 8], the shape of 'input', or [3] or [3, 1] | [4, 1] from 'conv1d_1' | give both the same channels")]
    [InlineData("Network(3, 8), Conv1d(3, 8), Reshape(3, 1, 1), Multiply(\"input\")", "BN0005 2: Multiply 'multiply1' | [3, 8], the shape of 'input', or [3] or [3, 1] | [3, 1, 1] from 'reshape1' | give both the same channels")]
    [InlineData("Network(8, 3, 3), GroupNorm(3)", "BN0007 0.NumGroups: GroupNorm 'gn1' | 3 | 8 | 8")]
    [InlineData("Network(9), InstanceNorm", "BN0005 0: InstanceNorm 'in1' | [channels, length] or [channels, height, width] | [9] | move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]")]
    [InlineData("Network(9, 1), InstanceNorm", "BN0005 0: InstanceNorm 'in1' | several positions per channel | [9, 1] | the mean of one value is the value itself; take the layer away, or put it in front of what leaves one position")]
    [InlineData("Network(9, 3, 3), PReLU(NumParameters = 3)", "BN0011 0.NumParameters: PReLU 'prelu1' | NumParameters | 3 | 1 or 9, the number of channels")]
    [InlineData("Network(1, 3, 3), PReLU(NumParameters = 3)", "BN0011 0.NumParameters: PReLU 'prelu1' | NumParameters | 3 | 1")]
    [InlineData("Network(3, 4, 4), Reshape(3, 15)", "BN0005 0.Shape: Reshape 'reshape1' | 45 values for [3, 15] | [3, 4, 4] of 48 values | give sizes whose product is 48")]
    [InlineData("Network(3, 4, 4), Reshape(47)", "BN0005 0.Shape: Reshape 'reshape1' | 47 values for [47] | [3, 4, 4] of 48 values | give sizes whose product is 48")]
    [InlineData("Network(48), Reshape(5, -1, 2)", "BN0005 0.Shape: Reshape 'reshape1' | a multiple of 10 values for [5, -1, 2] | [48] of 48 values | give sizes whose product is 48")]
    public void Shapes(string attributes, string expected) => Assert.Equal([expected], Networks.Findings(attributes));

    [Theory]
    [InlineData("Linear(0)", "OutFeatures | 0 | at least 1")]
    [InlineData("Conv2d(-1, 3)", "OutChannels | -1 | at least 1")]
    [InlineData("Conv2d(8, 0)", "KernelHeight | 0 | 1 to 32767")]
    [InlineData("Conv2d(8, 3, 0)", "KernelWidth | 0 | 1 to 32767")]
    [InlineData("Conv2d(8, 3, Stride = 0)", "Stride | 0 | 1 to 32767")]
    [InlineData("Conv2d(8, 3, Stride = 1, StrideWidth = 0)", "StrideWidth | 0 | 1 to 32767")]
    [InlineData("Conv2d(8, 3, Padding = -1)", "Padding | -1 | 0 to 32767")]
    [InlineData("Conv2d(8, 3, DilationHeight = 32768)", "DilationHeight | 32768 | 1 to 32767")]
    [InlineData("Conv2d(8, 3, Groups = 0)", "Groups | 0 | at least 1")]
    [InlineData("MaxPool2d(0, Padding = 1)", "KernelHeight | 0 | 1 to 32767")]
    [InlineData("MaxPool2d(3, Padding = 2)", "Padding | 2 | 0 to 1")]
    [InlineData("AvgPool2d(2, 4, PaddingHeight = 2)", "PaddingHeight | 2 | 0 to 1")]
    [InlineData("AvgPool2d(1, Padding = 1)", "Padding | 1 | 0")]
    [InlineData("MaxPool2d(2, Stride = 0)", "Stride | 0 | 1 to 32767")]
    [InlineData("BatchNorm(Epsilon = 0)", "Epsilon | 0 | a finite number greater than 0")]
    [InlineData("BatchNorm(Epsilon = 1e-60)", "Epsilon | 1E-60 | a finite number greater than 0")]
    [InlineData("BatchNorm(Epsilon = double.NaN)", "Epsilon | NaN | a finite number greater than 0")]
    [InlineData("BatchNorm(Momentum = 1.5)", "Momentum | 1.5 | 0 to 1")]
    [InlineData("Dropout(1)", "P | 1 | at least 0 and less than 1")]
    [InlineData("Dropout(-0.5)", "P | -0.5 | at least 0 and less than 1")]
    [InlineData("LeakyReLU(NegativeSlope = double.PositiveInfinity)", "NegativeSlope | Infinity | a finite number")]
    [InlineData("ELU(Alpha = double.NegativeInfinity)", "Alpha | -Infinity | a finite number")]
    [InlineData("GELU(Approximate = \"sigmoid\")", "Approximate | \"sigmoid\" | \"none\" or \"tanh\"")]
    [InlineData("GELU(Approximate = \"\")", "Approximate | \"\" | \"none\" or \"tanh\"")]
    [InlineData("Clamp(double.NaN, 1)", "Min | NaN | a finite number")]
    [InlineData("Clamp(-1, -1)", "Max | -1 | a finite number greater than Min, -1")]
    [InlineData("Clamp(1, 1 + 1e-12)", "Max | 1.000000000001 | a finite number greater than Min, 1")]
    [InlineData("Clamp(0, double.PositiveInfinity)", "Max | Infinity | a finite number greater than Min, 0")]
    [InlineData("AdaptiveAvgPool2d(0)", "OutputHeight | 0 | 1 to 32767")]
    [InlineData("AdaptiveAvgPool2d(1, 0)", "OutputWidth | 0 | 1 to 32767")]
    [InlineData("ZeroPad2d(1, PaddingTop = -1)", "PaddingTop | -1 | 0 to 32767")]
    [InlineData("ZeroPad2d(0, 0, 0, 32768)", "PaddingBottom | 32768 | 0 to 32767")]
    [InlineData("Upsample(0)", "Scale | 0 | 1 to 32767")]
    [InlineData("Upsample(2, ScaleWidth = 0)", "ScaleWidth | 0 | 1 to 32767")]
    [InlineData("Upsample(2, Mode = (UpsampleMode)2)", "Mode | 2 | 0 to 1")]
    [InlineData("ChannelShuffle(0)", "Groups | 0 | at least 1")]
    [InlineData("ConvTranspose2d(0, 3)", "OutChannels | 0 | at least 1")]
    [InlineData("ConvTranspose2d(8, 0)", "KernelHeight | 0 | 1 to 32767")]
    [InlineData("ConvTranspose2d(8, 3, Stride = 2, OutputPadding = 2)", "OutputPadding | 2 | 0 to 1")]
    [InlineData("ConvTranspose2d(8, 3, OutputPaddingWidth = 1)", "OutputPaddingWidth | 1 | 0")]
    [InlineData("ConvTranspose2d(8, 3, Groups = 0)", "Groups | 0 | at least 1")]
    [InlineData("GroupNorm(0)", "NumGroups | 0 | at least 1")]
    [InlineData("GroupNorm(1, Epsilon = 0)", "Epsilon | 0 | a finite number greater than 0")]
    [InlineData("InstanceNorm(Epsilon = -1)", "Epsilon | -1 | a finite number greater than 0")]
    [InlineData("LayerNorm(Epsilon = double.NaN)", "Epsilon | NaN | a finite number greater than 0")]
    [InlineData("PReLU(NumParameters = 0)", "NumParameters | 0 | at least 1")]
    [InlineData("PReLU(Init = double.NaN)", "Init | NaN | a finite number")]
    [InlineData("Conv1d(0, 3)", "OutChannels | 0 | at least 1")]
    [InlineData("Conv1d(8, 0)", "KernelSize | 0 | 1 to 32767")]
    [InlineData("Conv1d(8, 3, Stride = 0)", "Stride | 0 | 1 to 32767")]
    [InlineData("Conv1d(8, 3, Padding = -1)", "Padding | -1 | 0 to 32767")]
    [InlineData("Conv1d(8, 3, Dilation = 0)", "Dilation | 0 | 1 to 32767")]
    [InlineData("Conv1d(8, 3, Groups = 0)", "Groups | 0 | at least 1")]
    [InlineData("MaxPool1d(0)", "KernelSize | 0 | 1 to 32767")]
    [InlineData("MaxPool1d(3, Padding = 2)", "Padding | 2 | 0 to 1")]
    [InlineData("MaxPool1d(3, Dilation = 0)", "Dilation | 0 | 1 to 32767")]
    [InlineData("AvgPool1d(2, Stride = 0)", "Stride | 0 | 1 to 32767")]
    [InlineData("AdaptiveAvgPool1d(0)", "OutputSize | 0 | 1 to 32767")]
    [InlineData("Reshape", "Shape | missing | 1 to 3 sizes")]
    [InlineData("Reshape(1, 2, 4, 8)", "Shape | 4 sizes | 1 to 3 sizes")]
    [InlineData("Reshape(8, 0)", "Shape[1] | 0 | at least 1, or -1 for what is left")]
    [InlineData("Reshape(-2)", "Shape[0] | -2 | at least 1, or -1 for what is left")]
    [InlineData("Reshape(-1, 8, -1)", "Shape[2] | -1 | at least 1, another one being -1")]
    public void Ranges(string layer, string expected)
    {
        string kind = layer.Split('(')[0];
        string finding = Assert.Single(Networks.Findings($"Network(1, 8, 8), {layer}"));
        Assert.StartsWith($"BN0011 0.{expected.Split(' ')[0]}: {kind} '", finding, StringComparison.Ordinal);
        Assert.EndsWith($"' | {expected}", finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Conv2d(8, 3, Padding = 0, Stride = 32767)")]
    [InlineData("MaxPool2d(3, Padding = 1)")]
    [InlineData("AvgPool2d(2, 4, Padding = 1, PaddingWidth = 2)")]
    [InlineData("BatchNorm(Epsilon = 1e-30, Momentum = 1)")]
    [InlineData("BatchNorm(Momentum = 0)")]
    [InlineData("Dropout(0)")]
    [InlineData("LeakyReLU(NegativeSlope = -2)")]
    [InlineData("ELU(Alpha = 0)")]
    [InlineData("ELU(Alpha = -1)")]
    [InlineData("GELU(Approximate = \"none\")")]
    [InlineData("GELU(Approximate = null)")]
    [InlineData("Clamp(-2, -1)")]
    [InlineData("ConvTranspose2d(8, 3, Stride = 2, DilationHeight = 3, OutputPaddingHeight = 2, OutputPaddingWidth = 1)")]
    [InlineData("ZeroPad2d(0)")]
    [InlineData("GroupNorm(1, Epsilon = 1e-30, Affine = false)")]
    [InlineData("InstanceNorm(Affine = true)")]
    [InlineData("LayerNorm(Affine = false)")]
    [InlineData("PReLU(Init = -1)")]
    [InlineData("Reshape(-1)")]
    [InlineData("Reshape(4, -1, 2)")]
    [InlineData("Upsample(1, Mode = UpsampleMode.Bilinear)")]
    public void LimitsOfRangesAreInside(string layer) => Assert.Empty(Networks.Findings($"Network(1, 8, 8), {layer}"));

    [Fact]
    public void DilatedPoolThatStepsOverTheImage()
    {
        Assert.Equal(
            ["BN0011 0.Padding: MaxPool2d 'maxpool1' | Padding | 1 | a padding with which every window reads a position of the image"],
            Networks.Findings("Network(1, 4, 4), MaxPool2d(2, Padding = 1, Dilation = 5)"));
        Assert.Empty(Networks.Findings("Network(1, 5, 5), MaxPool2d(2, Padding = 1, Dilation = 4)"));
    }

    [Theory]
    [InlineData("Network(4, 2, 2), GlobalAvgPool2d, BatchNorm", "BN0010 1: BatchNorm 'bn1'")]
    [InlineData("Network(4, 1, 1), BatchNorm(Affine = false)", "BN0010 0: BatchNorm 'bn1'")]
    public void OneValuePerChannel(string attributes, string expected)
    {
        Assert.Equal([expected], Networks.Findings(attributes));
        Assert.NotNull(GraphBuilder.Build(Networks.Declare(attributes)).Graph);
    }

    [Theory]
    [InlineData("Network(4), BatchNorm")]
    [InlineData("Network(4, 1, 1), BatchNorm(Frozen = true)")]
    [InlineData("Network(4, 1, 2), BatchNorm")]
    [InlineData("Network(4, 1, 1), Flatten, BatchNorm")]
    public void FeaturesAndImagesAreNotReported(string attributes) => Assert.Empty(Networks.Findings(attributes));

    [Fact]
    public void EveryLayersArgumentsAreRead()
    {
        Assert.Equal(
            ["BN0011 0.Groups: Conv2d 'conv1' | Groups | 0 | at least 1", "BN0011 0.Stride: Conv2d 'conv1' | Stride | 0 | 1 to 32767", "BN0011 2.OutFeatures: Linear 'linear1' | OutFeatures | 0 | at least 1"],
            Networks.Findings("Network(1, 8, 8), Conv2d(8, 3, Groups = 0, Stride = 0), ReLU, Linear(0)").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ShapesAreFollowedUpToTheFirstLayerThatDoesNotFit()
    {
        Assert.Equal(
            ["BN0006 0: Conv2d 'conv1' | 9×9 | 8×8"],
            Networks.Findings("Network(1, 8, 8), Conv2d(8, 9), Linear(10)"));
    }

    [Fact]
    public void AnAttributeOfTheUsersOwn()
    {
        var declaration = Networks.Declare("Network(4), ReLU") with
        {
            Layers = ImmutableArray.Create(new LayerDeclaration("Mine", null, ImmutableArray<ArgumentDeclaration>.Empty)),
        };

        Assert.Equal([$"BN0011 0: Mine 'mine1' | kind | Mine | {KindList}"], Networks.Text(GraphBuilder.Build(declaration).Findings));
    }

    [Theory]
    [InlineData("Network(1, 40000, 40000), ReLU", "BN0014 -1: Everything that is computed for one sample up to the input | 25,600,000,000")]
    [InlineData("Network(40000), Linear(40000)", "BN0014 0: The parameter block up to Linear 'linear1' | 1,600,040,000")]
    [InlineData("Network(16, 4096, 4096), ReLU, ReLU, ReLU, ReLU", "BN0014 3: Everything that is computed for one sample up to ReLU 'relu4' | 1,342,177,280")]
    [InlineData("Network(1), Linear(2147483647)", "BN0014 0: Everything that is computed for one sample up to Linear 'linear1' | 2,147,483,664")]
    [InlineData("Network(1, 1, 1), Conv2d(32767, 32767, Padding = 32767)", "BN0014 0: Everything that is computed for one sample up to Conv2d 'conv1' | 35,186,519,605,264")]
    [InlineData("Network(1, 40000, 1), Upsample(32767)", "BN0014 0: Everything that is computed for one sample up to Upsample 'upsample1' | 687,152,825,600,000")]
    [InlineData("Network(1, 100000, 1), ConvTranspose2d(1, 1, StrideHeight = 32767)", "BN0014 0: Everything that is computed for one sample up to ConvTranspose2d 'conv_transpose1' | 34,361,338,352")]
    public void TooLarge(string attributes, string expected) => Assert.Equal([expected], Networks.Findings(attributes));
}
