using System.Globalization;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Tests.Diagnostics;

/// <summary>BN0020 to BN0026, and what is found about layers inside blocks: at the use and at the definition.</summary>
public sealed class BlockDiagnosticTests
{
    [Theory]
    [InlineData("[Block, ReLU] sealed class Unused;")]
    [InlineData("[Block, ReLU] static class Unused;")]
    [InlineData("[Block, Conv2d(Channels, Kernel)] abstract class Unused { const int Channels = 0; const int Kernel = -1; }")]
    [InlineData("[Block, ReLU] partial class Part { [Network(4), Use<Part>] partial class Net; }")]
    [InlineData("[Network(4), Use<Later>(3, Repeat = 2)] partial class Net; [Block, Linear(Width)] sealed class Later { internal const int Width = 2; }")]
    [InlineData("namespace A { [Network(4), Use<B.Other>] partial class Net; } namespace B { [Block, Linear(2)] sealed class Other; }")]
    public Task SoundBlocksAreQuiet(string source) => ExpectedDiagnostics.NoneAsync(source);

    [Fact]
    public Task NotABlock() => EachAsync(
        "BN0020", "'Stem' cannot be used as a block: it is not a class with [Block]",
        "[Network(4), [|Use<Stem>|]] partial class Net;", "sealed class [|Stem|];");

    [Fact]
    public Task ATypeWithoutSourceIsNotABlock() => EachAsync(
        "BN0020", "'String' cannot be used as a block: it is not a class with [Block]", "[Network(4), [|Use<string>|]] partial class Net;");

    [Fact]
    public async Task ABlockOfAnotherAssemblyHasNoSource()
    {
        var library = GeneratorHarness.Compile("[Block, ReLU] public sealed class Stem;").WithAssemblyName("Library");
        const string source = "[Network(4), Use<Stem>] partial class Net;";

        var diagnostic = Assert.Single(await GeneratorHarness.AnalyzeAsync(GeneratorHarness.Compile(source).AddReferences(library.ToMetadataReference())));
        Assert.Equal("'Stem' cannot be used as a block: it is compiled in 'Library', and layers are read from source", diagnostic.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal("Use<Stem>", source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public Task ABlockThatUsesItself() => EachAsync(
        "BN0021", "Block 'Tower' uses itself: Tower → Tower",
        "[Block, ReLU, [|Use<Tower>|]] sealed class [|Tower|];", "[Network(4), [|Use<Tower>|]] partial class Net;");

    [Fact]
    public Task BlocksThatUseEachOther() => ExpectedDiagnostics.IdsAsync(
        ["BN0021", "BN0021", "BN0021"],
        "[Block, [|Use<B>|]] sealed class A; [Block, ReLU, [|Use<A>|]] sealed class B;", "[Network(4), ReLU, [|Use<A>|]] partial class Net;");

    [Fact]
    public Task NoLayers() => EachAsync(
        "BN0022", "Block 'Stem' has no layers",
        "[Network(4), [|Use<Stem>|], [|Use<Outer>|]] partial class Net;", "[Block] sealed class [|Stem|]; [Block, [|Use<Stem>|]] sealed class Outer;");

    [Fact]
    public Task NetworkAndBlock() => EachAsync(
        "BN0023", "'Both' cannot be a network and a block: make a block of its layers, and use it in a network",
        "[Network(4), Block, ReLU] partial class [|Both|];", "[Network(4), [|Use<Both>|]] partial class Net;");

    [Fact]
    public Task LayersSpreadOverParts() => EachAsync(
        "BN0004", "'Stem' has layers on several of its partial declarations, which have no order: write all of them on one",
        "[Block, ReLU] partial class Stem; [[|Tanh|]] partial class Stem;", "[Network(4), [|Use<Stem>|]] partial class Net;");

    [Theory]
    [InlineData("const int [|Size|] = 1;", "\"a\"", "Size is \"a\", expected an integer")]
    [InlineData("const int [|Size|] = 1;", "1.5", "Size is 1.5, expected an integer")]
    [InlineData("const int [|Size|] = 1;", "null!", "Size is null, expected an integer")]
    [InlineData("const double [|Slope|] = 1;", "true", "Slope is true, expected a number")]
    [InlineData("const bool [|Bias|] = true;", "1", "Bias is 1, expected true or false")]
    [InlineData("const string [|Own|] = \"a\";", "1", "Own is 1, expected a string")]
    [InlineData("const int [|Size|] = 1;", "typeof(int)", "Size is typeof(int), expected an integer")]
    public Task ArgumentsOfTheWrongType(string constants, string argument, string message) => EachAsync(
        "BN0024", $"Use<Stem>: {message}",
        $"[Network(4), Use<Stem>([|{argument}|])] partial class Net;", $"[Block, ReLU] sealed class Stem {{ {constants} }}");

    [Theory]
    [InlineData("", "[|1|], 2", "takes no arguments, but 2 are given")]
    [InlineData("const int Size = 1;", "2, [|3|], 4", "takes 1 argument (Size), but 3 are given")]
    [InlineData("const int Size = 1, Stride = 2; const long Other = 1; static readonly int No = 1;", "2, 3, [|4|]", "takes 2 arguments (Size, Stride), but 3 are given")]
    public Task TooManyArguments(string constants, string arguments, string message) => EachAsync(
        "BN0024", $"Use<Stem>: the block {message}",
        $"[Network(4), Use<Stem>({arguments})] partial class Net;", $"[Block, ReLU] sealed class [|Stem|] {{ {constants} }}");

    /// <summary>The use inside a block is wrong whether or not a network leads there; its own place tells it once.</summary>
    [Fact]
    public Task AnArgumentInsideABlock() => EachAsync(
        "BN0024", "Use<Inner>: Size is \"a\", expected an integer",
        "[Block, Use<Inner>([|\"a\"|])] sealed class Outer; [Block, ReLU] sealed class Inner { const int [|Size|] = 1; }",
        "[Network(4), [|Use<Outer>|]] partial class Net;");

    [Theory]
    [InlineData("const int N = 1; const long Two = 2;", "(int)(N * Two)", "'(int)(N * Two)'", "'Two' is more than C#'s operators on int, double, bool and string")]
    [InlineData("const int N = 1;", "N * (int)2f", "", null)]
    [InlineData("const int N = 1;", "(int)(N * 2f)", "'(int)(N * 2f)'", "'2f' is more than C#'s operators on int, double, bool and string")]
    [InlineData("const int N = 1;", "N >>> 0", "'N >>> 0'", "'N >>> 0' is more than C#'s operators on int, double, bool and string")]
    public async Task AnExpressionThatCannotBeComputed(string constants, string expression, string text, string? reason)
    {
        if (reason is null)
        {
            await ExpectedDiagnostics.NoneAsync($"[Block, Linear({expression})] sealed class Stem {{ {constants} }}");
            return;
        }

        await EachAsync(
            "BN0025", $"The argument {text} cannot be computed: {reason}",
            $"[Block, Linear([|{expression}|])] sealed class Stem {{ {constants} }}", "[Network(4), [|Use<Stem>(3)|], [|Use<Stem>|]] partial class Net;");
    }

    /// <summary>With the defaults there is nothing wrong, so the block alone is quiet.</summary>
    [Theory]
    [InlineData("8 / N", "0", "it divides by zero")]
    [InlineData("N * N", "70000", "the result is no 32-bit integer")]
    [InlineData("(int)(N * 1e9)", "3", "the result is no 32-bit integer")]
    public Task AnExpressionThatHasNoValueForAUse(string expression, string argument, string reason) => EachAsync(
        "BN0025", $"The argument '{expression}' cannot be computed: {reason}",
        $"[Block, Linear([|{expression}|])] sealed class Stem {{ const int N = 1; }} [Block, Use<Stem>(2)] sealed class Fine;",
        $"[Network(4), [|Use<Stem>({argument})|], Use<Stem>, Use<Fine>] partial class Net;");

    [Fact]
    public Task TooManyLayers() => EachAsync(
        "BN0026", "The blocks of 'Net' expand to more than 10000 layers",
        "[Block, ReLU] sealed class One; [Block, Use<One>(Repeat = 300)] sealed class Many; [Network(4), Use<Many>, [|Use<Many>(Repeat = 300)|]] partial class Net;");

    [Theory]
    [InlineData("[Network(4), Use<Stem>([|Repeat = 0|])] partial class Net; [Block, ReLU] sealed class Stem;", "0")]
    [InlineData("[Network(4), Use<Stem>([|Repeat = 10001|])] partial class Net; [Block, ReLU] sealed class Stem;", "10001")]
    [InlineData("[Network(4), [|Use<Outer>|]] partial class Net; [Block, ReLU] sealed class Stem; [Block, Use<Stem>([|Repeat = -1|])] sealed class Outer;", "-1")]
    [InlineData("[Network(4), [|Use<Outer>(0)|]] partial class Net; [Block, ReLU] sealed class Stem; [Block, Use<Stem>([|Repeat = N|])] sealed class Outer { const int N = -1; }", "0")]
    public Task RepeatOutOfRange(string source, string value) => EachAsync("BN0011", $"Use<Stem>: Repeat is {value}, expected 1 to 10000", source);

    [Fact]
    public Task AShapeThatDoesNotFitInsideABlock() => EachAsync(
        "BN0005", "Linear 'layer1.0.linear1' expects [features], but [8, 6, 6] arrives: add [Flatten] in front of it",
        "[Network(3, 8, 8), Conv2d(8, 3), ReLU] [[|Use<Head>(5, Repeat = 3, Name = \"layer1\")|]] partial class Net;",
        "[Block, ReLU, [|Linear(Classes)|]] sealed class Head { public const int Classes = 10; }");

    [Fact]
    public Task AnArgumentOutOfRangeInsideNestedBlocks() => EachAsync(
        "BN0011", "Conv2d 'outer1.inner1.conv1': OutChannels is 0, expected at least 1",
        "[Network(3, 8, 8), [|Use<Outer>(0)|]] partial class Net;",
        "[Block, Use<Inner>(2 * Size)] sealed class Outer { public const int Size = 1; } [Block, Conv2d([|Size|], 1)] sealed class Inner { public const int Size = 1; }");

    /// <summary>Three instances of one use, and another use: the definition is pointed at once for each use.</summary>
    [Fact]
    public async Task InstancesOfOneUseSayItOnce()
    {
        const string block = "[Block, Linear(4), BatchNorm, ReLU] sealed class Stem;";
        var diagnostics = await GeneratorHarness.AnalyzeAsync(["[Network(4), Use<Stem>(Repeat = 3), Use<Stem>] partial class Net;", block]);

        Assert.Equal(
            ["File1.cs stem1.0.linear1", "File1.cs stem2.linear1", "File2.cs stem1.0.linear1", "File2.cs stem2.linear1"],
            diagnostics.Where(diagnostic => diagnostic.Id == "BN0009").Select(Text).Order(StringComparer.Ordinal));

        static string Text(Diagnostic diagnostic) =>
            diagnostic.Location.SourceTree!.FilePath + " " + diagnostic.GetMessage(CultureInfo.InvariantCulture).Split('\'')[1];
    }

    [Theory]
    [InlineData("[Network(4), Use<Missing>] partial class Net;")]
    [InlineData("[Network(4), Use<Stem>(Unknown.Size)] partial class Net; [Block, ReLU] sealed class Stem { const int N = 1; }")]
    [InlineData("[Network(4), Use<Stem>] partial class Net; [Block, Linaer(3)] sealed class Stem;")]
    [InlineData("[Network(4), Use<Stem>] partial class Net; [Block, Linear(N)] sealed class Stem { const int N = Missing.Value; }")]
    [InlineData("[Network(4), Use<Stem>] partial class Net; [Block, ReLU] static class Stem;")]
    public Task NothingIsAddedToAnErrorOfTheLanguage(string source) => ExpectedDiagnostics.NoneAsync(source);

    /// <summary>The members of the layers outside blocks stay.</summary>
    [Theory]
    [InlineData("[Network(4), Linear(3), Use<Stem>(2, Repeat = 2), Conv2d(3, 3)] public sealed partial class Net;")]
    [InlineData("[Network(4), Linear(3), Use<Stem>(2, Repeat = 2), Use<Stem>(\"a\")] public sealed partial class Net;")]
    public void AWrongNetworkKeepsItsMembers(string network)
    {
        const string rest = """
            [Block, Linear(N)] public sealed class Stem { public const int N = 1; }
            public static class Program { public static int Length(Net net) => net.Linear1Weight.Length + net.Linear1Bias.Length + net.Parameters["stem1.0.linear1.weight"].Length; }
            """;
        Assert.Empty(GeneratorHarness.Generate(network, rest).Errors);
    }

    /// <summary>The diagnostic with this message at each mark, and nothing else.</summary>
    private static async Task EachAsync(string id, string message, params string[] marked)
    {
        int count = marked.Sum(source => MarkedSource.Parse(source).Spans.Length);
        await ExpectedDiagnostics.IdsAsync([.. Enumerable.Repeat(id, count)], marked);
        var diagnostics = await GeneratorHarness.AnalyzeAsync(marked.Select(source => MarkedSource.Parse(source).Text));
        Assert.All(diagnostics, diagnostic => Assert.Equal(message, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
    }
}
