using BnCompiler.Testing;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>A network of blocks computes bit for bit what the same layers written one by one compute, and has the same parameters in the same order.</summary>
public sealed class BlockNetworkTests : IDisposable
{
    private const string Blocks = """
        using BnCompiler;

        [Network(3, 9, 7)]
        [Conv2d(8, 3, Padding = 1, Bias = false), BatchNorm, ReLU]
        [Use<Basic>(8, Repeat = 2, Name = "layer1")]
        [Use<Stage>(20, Name = "layer2")]
        [Add("layer2.0"), GlobalAvgPool2d, Flatten, Linear(5)]
        public sealed partial class Blocks;

        [Block]
        [Conv2d(Channels, 3, Padding = 1, Bias = false), BatchNorm, ReLU]
        [Conv2d(Channels, 3, Padding = 1, Bias = false), BatchNorm]
        [Add("input"), ReLU]
        public sealed class Basic { public const int Channels = 4; }

        [Block]
        [Conv2d(Channels, 3, Stride = Stride, Padding = 1, Bias = false), BatchNorm, ReLU]
        [Conv2d(Channels, 3, Padding = 1, Bias = false), BatchNorm]
        [Conv2d(Channels, 1, Stride = Stride, Bias = false, From = "input"), BatchNorm]
        [Add("bn2"), ReLU]
        public sealed class Projection { public const int Channels = 4; public const int Stride = 2; }

        [Block, Use<Projection>(Channels, Name = "0"), Use<Basic>(Channels, Name = "1")]
        public sealed class Stage { public const int Channels = 4; }
        """;

    private const string Flat = """
        using BnCompiler;

        [Network(3, 9, 7)]
        [Conv2d(8, 3, Padding = 1, Bias = false), BatchNorm, ReLU(Name = "a")]
        [Conv2d(8, 3, Padding = 1, Bias = false), BatchNorm, ReLU, Conv2d(8, 3, Padding = 1, Bias = false), BatchNorm, Add("a"), ReLU(Name = "b")]
        [Conv2d(8, 3, Padding = 1, Bias = false), BatchNorm, ReLU, Conv2d(8, 3, Padding = 1, Bias = false), BatchNorm, Add("b"), ReLU(Name = "c")]
        [Conv2d(20, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm, ReLU, Conv2d(20, 3, Padding = 1, Bias = false), BatchNorm(Name = "main")]
        [Conv2d(20, 1, Stride = 2, Bias = false, From = "c"), BatchNorm, Add("main"), ReLU(Name = "d")]
        [Conv2d(20, 3, Padding = 1, Bias = false), BatchNorm, ReLU, Conv2d(20, 3, Padding = 1, Bias = false), BatchNorm, Add("d"), ReLU]
        [Add("d"), GlobalAvgPool2d, Flatten, Linear(5)]
        public sealed partial class Flat;
        """;

    private const int Batch = 3;
    private const int InputLength = 3 * 9 * 7;
    private const int Outputs = 5;

    private readonly LoadedNetworks loaded = NetworkCompilation.Run(Blocks, Flat).Load();

    public void Dispose() => loaded.Dispose();

    [Fact]
    public void BlocksComputeWhatTheirLayersCompute()
    {
        NetworkUnderTest blocks = new(loaded, "Blocks"), flat = new(loaded, "Flat");
        SameNetworks.AssertEqual(flat, blocks, Batch, InputLength, Outputs);
    }
}
