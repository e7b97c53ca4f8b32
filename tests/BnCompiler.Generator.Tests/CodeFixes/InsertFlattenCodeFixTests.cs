using BnCompiler.CodeFixes;

namespace BnCompiler.Generator.Tests.CodeFixes;

public sealed class InsertFlattenCodeFixTests
{
    [Theory]
    [InlineData("[Conv2d(8, 3), Linear(10)]", "[Conv2d(8, 3), Flatten, Linear(10)]")]
    [InlineData("[Conv2d(8, 3)]\n[Linear(10)]", "[Conv2d(8, 3)]\n[Flatten, Linear(10)]")]
    [InlineData("[Conv2d(8, 3)]\n// The head.\n[Linear(10)]", "[Conv2d(8, 3)]\n// The head.\n[Flatten, Linear(10)]")]
    [InlineData("[\n    Conv2d(8, 3),\n    Linear(10), // logits\n]", "[\n    Conv2d(8, 3),\n    Flatten,\n    Linear(10), // logits\n]")]
    [InlineData("[\n    Conv2d(8, 3),\n    // The head.\n    Linear(10)\n]", "[\n    Conv2d(8, 3),\n    // The head.\n    Flatten,\n    Linear(10)\n]")]
    public async Task InsertsInFrontOfTheLayer(string layers, string expected)
    {
        Assert.Equal(Source("using BnCompiler;", expected), await CodeFixHarness.FixAsync(new InsertFlattenCodeFix(), Source("using BnCompiler;", layers)));
    }

    [Fact]
    public async Task WritesTheNamespaceWhereNoUsingDoes()
    {
        const string aliases = "using NetworkAttribute = BnCompiler.NetworkAttribute; using Dense = BnCompiler.LinearAttribute;";

        Assert.Equal(Source(aliases, "[BnCompiler.Flatten, Dense(10)]"), await CodeFixHarness.FixAsync(new InsertFlattenCodeFix(), Source(aliases, "[Dense(10)]")));
    }

    [Theory]
    [InlineData("[Conv2d(8, 3), Flatten, Linear(10)]")]
    [InlineData("[Flatten, Conv2d(8, 3)]")]
    public async Task IsNotOfferedWhereItDoesNotHelp(string layers)
    {
        Assert.Null(await CodeFixHarness.FixAsync(new InsertFlattenCodeFix(), Source("using BnCompiler;", layers)));
    }

    [Fact]
    public async Task FixesAllAtOnce()
    {
        string source = Source("using BnCompiler;", "[Linear(10)]") + "[Network(1, 8, 8), ReLU, Linear(10)] partial class Other;\n";

        Assert.Equal(source.Replace("Linear", "Flatten, Linear", StringComparison.Ordinal), await CodeFixHarness.FixAllAsync(new InsertFlattenCodeFix(), source, "BN0005"));
    }

    private static string Source(string usings, string layers) => $"{usings}\n\n[Network(1, 28, 28)]\n{layers}\npartial class Net;\n";
}
