using BnCompiler.Testing;

namespace BnCompiler.Generator.Tests.Emit;

/// <summary>What is emitted compiles without a warning where sizes of 1 leave strides and loops without a use, and where layers are called like C#'s keywords or the program's variables.</summary>
public sealed class WarningTests
{
    [Theory]
    [InlineData("Network(6, 20), Conv1d(6, 3, Padding = 1, Groups = 6), BatchNorm, ReLU, Conv1d(12, 3, Stride = 2, Groups = 2), MaxPool1d(2), AvgPool1d(3, Padding = 1), AdaptiveAvgPool1d(2)")]
    [InlineData("Network(6, 20), Conv1d(5, 1), PReLU(NumParameters = 5), GroupNorm(5), InstanceNorm(Affine = true), LayerNorm, PReLU, Softmax, LogSoftmax")]
    [InlineData("Network(6, 20), Conv1d(6, 1), Add(\"input\"), Concat(\"input\"), ChannelShuffle(3), Dropout, Multiply(\"concat1\"), Reshape(3, -1), Reshape(4, 5, 12)")]
    [InlineData("Network(6, 1), Conv1d(5, 1), GroupNorm(1), LayerNorm, PReLU(NumParameters = 5), BatchNorm(Affine = false), Flatten, Linear(3)")]
    [InlineData("Network(6, 1, 20), Conv2d(6, 1), ZeroPad2d(1, 1, 0, 0), Upsample(1, ScaleWidth = 2), AdaptiveAvgPool2d(1, 3), ConvTranspose2d(4, 1, 2)")]
    public void ThinValues(string attributes) => AssertCompiles(attributes);

    [Theory]
    [InlineData("Network(3), ReLU, BatchNorm(Name = \"parameters\"), Linear(2, Name = \"network\")")]
    [InlineData("Network(3), Linear(4, Name = \"out\"), BatchNorm(Name = \"Unsafe\"), Linear(2, Name = \"fold\")")]
    [InlineData("Network(3, 8, 8), BatchNorm(Name = \"first\"), Conv2d(4, 3, Name = \"share\"), ReLU(Name = \"arena\"), Conv2d(4, 3, Name = \"static\"), BatchNorm(Name = \"worker\")")]
    public void NamesThatSomethingElseHas(string attributes) => AssertCompiles(attributes);

    private static void AssertCompiles(string attributes)
    {
        var generated = NetworkCompilation.Run($"using BnCompiler;\n\n/// <summary>A network.</summary>\n[{attributes}] public sealed partial class Net;");
        Assert.Equal("", string.Join("\n", generated.CompilerDiagnostics));
    }
}
