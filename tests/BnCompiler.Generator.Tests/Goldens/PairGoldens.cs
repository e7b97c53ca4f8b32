namespace BnCompiler.Generator.Tests.Goldens;

/// <summary>What is emitted where layers act on each other: biases that go, BatchNorms that are folded or fused, halos that are planned.</summary>
public sealed class PairGoldens
{
    public static TheoryData<string> Parts => ["Inference", "Training"];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ConvBatchNormReLU(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 10, 10), Conv2d(16, 3, Padding = 1), BatchNorm, ReLU]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ConvMaxPoolBatchNorm(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 10, 10), Conv2d(8, 3), MaxPool2d(2), BatchNorm]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ConvAvgPoolBatchNorm(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 10, 10), Conv2d(8, 3), AvgPool2d(2), BatchNorm, ReLU]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task DepthwiseBatchNormReLUPointwise(string part) =>
        await Verify(Golden.Source(part, "[Network(16, 8, 8), Conv2d(16, 3, Padding = 1, Groups = 16), BatchNorm, ReLU, Conv2d(32, 1), BatchNorm, ReLU]"), "cs").UseParameters(part);

    /// <summary>Large enough for several threads to compute one sample together.</summary>
    [Fact]
    public async Task DividedOverThreads() =>
        await Verify(Golden.Source("Inference", "[Network(16, 24, 24, Winograd = false), Conv2d(32, 3, Padding = 1), BatchNorm, ReLU, MaxPool2d(2), Flatten, Linear(10)]"), "cs");

    /// <summary>The map between the convolutions is more than a cache keeps.</summary>
    [Fact]
    public async Task DepthwiseTogetherWithItsNeighbours() =>
        await Verify(Golden.Source("Inference", "[Network(16, 64, 64), Conv2d(64, 1), BatchNorm, ReLU6, Conv2d(64, 3, Stride = 2, Padding = 1, Groups = 64), BatchNorm, ReLU6, Conv2d(16, 1), BatchNorm]"), "cs");

    [Fact]
    public async Task WinogradDividedOverThreads() =>
        await Verify(Golden.Source("Inference", "[Network(32, 16, 16), Conv2d(32, 3, Padding = 1), BatchNorm, ReLU]"), "cs");

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task LinearBatchNorm(string part) =>
        await Verify(Golden.Source(part, "[Network(20), Linear(12), BatchNorm]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task LinearBatchNormDropoutLinear(string part) =>
        await Verify(Golden.Source(part, "[Network(20), Linear(16), BatchNorm, ReLU, Dropout, Linear(4)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task BatchNormOnTheInputOfAPaddedConv(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 8, 8), BatchNorm, Conv2d(8, 3, Padding = 1)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ReLUBatchNormPaddedConv(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 8, 8), Conv2d(8, 3), ReLU, BatchNorm, Conv2d(4, 3, Padding = 1)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task FlattenBatchNormLinear(string part) =>
        await Verify(Golden.Source(part, "[Network(4, 3, 3), Conv2d(5, 2), Flatten, BatchNorm, Linear(3)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task BatchNormFlattenLinear(string part) =>
        await Verify(Golden.Source(part, "[Network(4, 3, 3), BatchNorm, Flatten, Linear(3)]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ReLUBatchNormAtTheEnd(string part) =>
        await Verify(Golden.Source(part, "[Network(20), Linear(16), ReLU, BatchNorm]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ConvReLUConvWithHalo(string part) =>
        await Verify(Golden.Source(part, "[Network(3, 8, 8), Conv2d(8, 3, Padding = 1), ReLU, Conv2d(8, 5, Padding = 2), ReLU]"), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Classifier(string part) =>
        await Verify(
            Golden.Source(part, "[Network(1, 12, 12), Conv2d(16, 3, Padding = 1), BatchNorm, ReLU, MaxPool2d(2), Flatten, Linear(32), BatchNorm, ReLU, Linear(10, Name = \"head\")]"),
            "cs").UseParameters(part);
}
