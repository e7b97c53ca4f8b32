using BnCompiler.CodeFixes;

namespace BnCompiler.Generator.Tests.CodeFixes;

public sealed class DropRedundantBiasCodeFixTests
{
    [Theory]
    [InlineData("[Linear(3, Bias = true), BatchNorm]", "[Linear(3), BatchNorm]")]
    [InlineData("[Linear(3, Bias = true, Name = \"head\"), BatchNorm]", "[Linear(3, Name = \"head\"), BatchNorm]")]
    [InlineData("[Linear(3, Name = \"head\", Bias = true), BatchNorm]", "[Linear(3, Name = \"head\"), BatchNorm]")]
    [InlineData("[Linear(3, Bias=true /* was false */), BatchNorm]", "[Linear(3 /* was false */), BatchNorm]")]
    [InlineData("[Linear(\n    3,\n    Bias = true,\n    Name = \"head\")]\n[BatchNorm]", "[Linear(\n    3,\n    Name = \"head\")]\n[BatchNorm]")]
    public async Task DropsTheArgument(string layers, string expected)
    {
        Assert.Equal(Source(expected), await CodeFixHarness.FixAsync(new DropRedundantBiasCodeFix(), Source(layers)));
    }

    [Theory]
    [InlineData("[Linear(3), BatchNorm]")]
    [InlineData("[Linear(3, Bias = false), BatchNorm]")]
    [InlineData("[Linear(3, Bias = true), ReLU, BatchNorm]")]
    [InlineData("[Linear(3, Bias = 1 + 1 == 2), BatchNorm]")]
    public async Task IsNotOfferedWhereNothingIsWritten(string layers)
    {
        Assert.Null(await CodeFixHarness.FixAsync(new DropRedundantBiasCodeFix(), Source(layers)));
    }

    [Fact]
    public async Task FixesAllAtOnce()
    {
        string source = Source("[Linear(3, Bias = true), BatchNorm, ReLU, Linear(5), BatchNorm, ReLU, Linear(4, Bias = true, Name = \"last\"), BatchNorm]");

        Assert.Equal(source.Replace(", Bias = true", "", StringComparison.Ordinal), await CodeFixHarness.FixAllAsync(new DropRedundantBiasCodeFix(), source, "BN0009"));
    }

    private static string Source(string layers) => $"using BnCompiler;\n\n[Network(8)]\n{layers}\npartial class Net;\n";
}
