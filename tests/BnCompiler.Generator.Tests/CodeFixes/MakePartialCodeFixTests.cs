using BnCompiler.CodeFixes;

namespace BnCompiler.Generator.Tests.CodeFixes;

public sealed class MakePartialCodeFixTests
{
    [Theory]
    [InlineData("[Network(4), ReLU]\npublic sealed class Net;", "[Network(4), ReLU]\npublic sealed partial class Net;")]
    [InlineData("[Network(4), ReLU]\nclass Net { }", "[Network(4), ReLU]\npartial class Net { }")]
    [InlineData("// Recognises digits.\n[Network(4), ReLU] // small\n/* here */ class Net;", "// Recognises digits.\n[Network(4), ReLU] // small\n/* here */ partial class Net;")]
    [InlineData(
        "public static class Models\n{\n    record struct Small\n    {\n        [Network(4), ReLU]\n        internal class Net;\n    }\n}",
        "public static partial class Models\n{\n    partial record struct Small\n    {\n        [Network(4), ReLU]\n        internal partial class Net;\n    }\n}")]
    [InlineData("class Outer\n{\n    [Network(4), ReLU]\n    partial class Net;\n}", "partial class Outer\n{\n    [Network(4), ReLU]\n    partial class Net;\n}")]
    public async Task MakesTheClassAndTheTypesAroundItPartial(string source, string expected)
    {
        Assert.Equal("using BnCompiler;\n" + expected, await CodeFixHarness.FixAsync(new MakePartialCodeFix(), "using BnCompiler;\n" + source));
    }

    [Theory]
    [InlineData("using BnCompiler; [Network(4), ReLU] partial class Net;")]
    [InlineData("using BnCompiler; [Network(4), ReLU] class Net<T>;")]
    [InlineData("using BnCompiler; class Outer<T> { [Network(4), ReLU] class Net; }")]
    public async Task IsNotOfferedWhereItDoesNotHelp(string source)
    {
        Assert.Null(await CodeFixHarness.FixAsync(new MakePartialCodeFix(), source));
    }

    [Fact]
    public async Task FixesAllAtOnce()
    {
        string source = "using BnCompiler;\nclass Outer\n{\n    [Network(4), ReLU] class A;\n    [Network(4), ReLU] public class B;\n}\n[Network(4), ReLU] class C;\n";

        string expected = "using BnCompiler;\npartial class Outer\n{\n    [Network(4), ReLU] partial class A;\n    [Network(4), ReLU] public partial class B;\n}\n[Network(4), ReLU] class C;\n";
        Assert.Equal(
            [expected, source.Replace("class C", "partial class C", StringComparison.Ordinal)],
            [await FixAllAsync(source, "BN0012"), await FixAllAsync(source, "BN0001")]);
    }

    private static Task<string> FixAllAsync(string source, string id) => CodeFixHarness.FixAllAsync(new MakePartialCodeFix(), source, id);
}
