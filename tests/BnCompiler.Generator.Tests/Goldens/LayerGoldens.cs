namespace BnCompiler.Generator.Tests.Goldens;

/// <summary>
/// What is emitted for each layer. Most stand behind weights, so that the gradient of their input is needed. An accepted change is a received file, read and renamed to <c>.verified.cs</c>.
/// </summary>
public sealed class LayerGoldens
{
    public static TheoryData<string> Parts => ["Inference", "Training"];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Linear(string part) =>
        await Verify(Golden.Source(part, "[Network(20), Linear(33)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Conv2d(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 12, 14), Conv2d(32, 3, Padding = 1)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Conv2dStridedDilated(string part) =>
        await Verify(Golden.Source(part, "[Network(4, 11, 13), Conv2d(4, 1), Conv2d(8, 3, 2, Stride = 2, PaddingHeight = 2, DilationWidth = 3, Bias = false)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Conv2dGroups(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 6, 6), Conv2d(8, 1), Conv2d(12, 3, Padding = 1, Groups = 2)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Conv2dDepthwise(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 8, 8), Conv2d(16, 1), Conv2d(16, 3, Padding = 1, Groups = 16)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task BatchNormOfFeatures(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(12, Bias = false), BatchNorm]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task BatchNormOfChannels(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 6, 7), Conv2d(5, 1, Bias = false), BatchNorm(Epsilon = 1e-3, Momentum = 0.01, Affine = false)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task BatchNormFrozen(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 6, 7), Conv2d(5, 1), BatchNorm(Frozen = true), ReLU, Conv2d(2, 1), BatchNorm(Frozen = true)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ReLU(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), ReLU]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task LeakyReLU(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(8, 1), LeakyReLU(NegativeSlope = 0.2)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Sigmoid(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), Sigmoid]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Tanh(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), Tanh]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ReLU6(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), ReLU6]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ELU(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), ELU(Alpha = 0.5)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task GELU(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), GELU]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task GELUTanh(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), GELU(Approximate = \"tanh\")]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task SiLU(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(8, 1), SiLU]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task HardSwish(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(8, 1), HardSwish]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task HardSigmoid(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), HardSigmoid]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Clamp(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), Clamp(-0.5, 2)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task MaxPool2d(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 9, 10), Conv2d(5, 1), MaxPool2d(3, Stride = 2, Padding = 1, CeilMode = true)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task AvgPool2d(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 8, 8), Conv2d(5, 1), AvgPool2d(2)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task AvgPool2dPaddingNotCounted(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 9, 9), Conv2d(5, 1), AvgPool2d(3, Stride = 2, Padding = 1, CountIncludePad = false)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task GlobalAvgPool2d(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 7, 7), Conv2d(20, 1), GlobalAvgPool2d]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task GlobalMaxPool2d(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 7, 7), Conv2d(5, 1), GlobalMaxPool2d]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task AdaptiveAvgPool2d(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 7, 5), Conv2d(5, 1), AdaptiveAvgPool2d(3, 2)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ZeroPad2d(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(5, 1), ZeroPad2d(0, 1, 2, 0)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task UpsampleNearest(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(5, 1), Upsample(2)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task UpsampleBilinear(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(5, 1), Upsample(2, ScaleWidth = 1, Mode = UpsampleMode.Bilinear)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ChannelShuffle(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(6, 1), ChannelShuffle(3)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ConvTranspose2d(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(4, 1), ConvTranspose2d(6, 4, Stride = 2, Padding = 1, Groups = 2), BatchNorm, ReLU]"), "cs").UseParameters(part);

    [Fact]
    public async Task Winograd() =>
        await Verify(Golden.Source("Inference", "[Network(16, 9, 9), Conv2d(16, 3, Padding = 1), BatchNorm, ReLU]"), "cs");

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Flatten(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(6, 1), Flatten]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Dropout(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), Dropout(0.25)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Softmax(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(10), Softmax]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task LogSoftmax(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(10), LogSoftmax]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task PReLU(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), PReLU]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task PReLUPerChannel(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(8, 1), PReLU(NumParameters = 8, Init = 0.1)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Conv1d(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 12), Conv1d(8, 3, Stride = 2, Padding = 1)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task GroupNorm(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(6, 1), GroupNorm(2), ReLU]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task InstanceNorm(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 9), Conv1d(6, 1), InstanceNorm]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task LayerNorm(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(20), LayerNorm]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task LayerNormPerElement(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 5), Conv2d(6, 1), LayerNorm]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Reshape(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 4, 6), Conv2d(6, 1), Reshape(9, -1)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ReshapeOfFeatures(string part) =>
        await Verify(Golden.Source(part, "[Network(3), Linear(24), Reshape(2, 3, 4)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task PoolsOfSequences(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 20), Conv1d(5, 1), MaxPool1d(3, Stride = 2, Padding = 1), AvgPool1d(2), AdaptiveAvgPool1d(3)]"), "cs").UseParameters(part);
}
