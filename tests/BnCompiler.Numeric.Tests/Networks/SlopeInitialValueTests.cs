using BnCompiler.Testing;

namespace BnCompiler.Numeric.Tests.Networks;

public sealed class SlopeInitialValueTests
{
    [Theory]
    [InlineData("PReLU", "0.25")]
    [InlineData("PReLU(NumParameters = 3, Init = -0.1)", "-0.1, -0.1, -0.1")]
    public void SlopesStartWhereTheDeclarationSays(string layer, string expected)
    {
        using var loaded = NetworkCompilation.Run($"using BnCompiler; [Network(2), Linear(3), {layer}] public sealed partial class Net;").Load();
        float[] slopes = new NetworkUnderTest(loaded, "Net").Parameters["prelu1.weight"].Values.ToArray();
        Assert.Equal(expected, string.Join(", ", slopes.Select(slope => slope.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }
}
