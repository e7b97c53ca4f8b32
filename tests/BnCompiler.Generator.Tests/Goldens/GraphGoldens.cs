namespace BnCompiler.Generator.Tests.Goldens;

/// <summary>What is emitted for layers of several inputs, and for a residual block, which is two kernels at inference.</summary>
public sealed class GraphGoldens
{
    public static TheoryData<string> Parts => ["Inference", "Training"];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Add(string part) =>
        await Verify(Golden.Source(part, """[Network(3, 4, 5), Conv2d(8, 1), Sigmoid, Add("conv1")]"""), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Concat(string part) =>
        await Verify(Golden.Source(part, """[Network(3, 4, 5), Conv2d(5, 1), ReLU, Concat("conv1")]"""), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Multiply(string part) =>
        await Verify(Golden.Source(part, """[Network(3, 4, 5), Conv2d(8, 1), GlobalAvgPool2d, Flatten, Sigmoid, Multiply("conv1")]"""), "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task ResidualBlock(string part) =>
        await Verify(
            Golden.Source(
                part,
                """
                [Network(3, 6, 6), Conv2d(16, 3, Padding = 1, Bias = false), BatchNorm, ReLU]
                [Conv2d(16, 3, Padding = 1, Bias = false), BatchNorm, Add("relu1"), ReLU]
                """),
            "cs").UseParameters(part);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Blocks(string part) => await Verify(Golden.Source(part, Repeated, Stem), "cs").UseParameters(part);

    [Fact]
    public async Task BlocksFace() => await Verify(Golden.Face(Repeated, Stem), "cs");

    private const string Repeated = """[Network(3, 4, 5), Use<Stem>(8, Repeat = 2, Name = "layer1"), Add("layer1.0"), Use<Stem>]""";

    private const string Stem = """
        /// <summary>A block of a golden test.</summary>
        [Block]
        [Conv2d(Channels, 1, Bias = false), BatchNorm, ReLU]
        public sealed class Stem
        {
            /// <summary>Channels of its output.</summary>
            public const int Channels = 4;
        }
        """;
}
