using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Generator.Tests.Caching;

/// <summary>An edit that does not change a declaration compiles nothing again.</summary>
public sealed class CachingTests
{
    private const string Network = "using BnCompiler;\n[Network(1, 8, 8)]\n[Conv2d(4, 3), BatchNorm, ReLU]\n[Flatten, Linear(10)]\npublic sealed partial class Net;\n";
    private const string Other = "[Network(4), Linear(2)] partial class Other;\n";
    private const string Program = "class Program { static int Main() => 0; }";

    private static readonly string[] SourceSteps =
        [NetworkGenerator.DeclarationsStep, NetworkGenerator.SourcesStep, NetworkGenerator.HintClashesStep, NetworkGenerator.HintedSourcesStep];

    public static TheoryData<string, string, string> EditsThatChangeNothing => new()
    {
        { "nothing", Network, Program },
        { "another file", Network, "class Program { static int Main() => 1; }" },
        { "a comment in front", "// The network.\n" + Network, Program },
        { "a comment between layers", Network.Replace("BatchNorm,", "/* no bias */ BatchNorm,", StringComparison.Ordinal), Program },
        { "whitespace inside an attribute", Network.Replace("Conv2d(4, 3)", "Conv2d( 4,\n        3 )", StringComparison.Ordinal), Program },
        { "layers in lists of their own", Network.Replace("ReLU]\n[Flatten", "ReLU, Flatten", StringComparison.Ordinal), Program },
        { "another spelling of an argument", Network.Replace("Linear(10)", "BnCompiler.LinearAttribute(outFeatures: 5 + 5)", StringComparison.Ordinal), Program },
        { "a member of the class", Network.Replace("Net;", "Net { public int Epochs => 3; }", StringComparison.Ordinal), Program },
        { "a further part of the class", Network, Program + " partial class Net { void Own() { } }" },
        { "an error elsewhere", Network, "class Program { static int Main() => missing; }" },
    };

    [Theory]
    [MemberData(nameof(EditsThatChangeNothing))]
    public void EverySourceStepIsCached(string edit, string network, string program)
    {
        var second = RunTwice(Files(Network + Other, Program), Files(network + Other, program));

        AssertCached(second, edit);
    }

    [Fact]
    public void ANewFileLeavesEverythingCached()
    {
        AssertCached(RunTwice(Files(Network, Program), Files(Network, Program, "namespace Added; class New;")), "a new file");
    }

    [Fact]
    public void ANewReferenceLeavesEverythingCached()
    {
        var before = Files(Network, Program);

        AssertCached(RunTwice(before, before.AddReferences(before.ToMetadataReference())), "a new reference");
    }

    [Fact]
    public void ANewNetworkCompilesOnlyItself()
    {
        var second = RunTwice(Files(Network, Program), Files(Network, Program, "using BnCompiler;\n" + Other));

        Assert.Equal([IncrementalStepRunReason.New, IncrementalStepRunReason.Cached], Reasons(second, NetworkGenerator.CompiledStep).Order());
        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(second, NetworkGenerator.HintClashesStep));

        // The kernel library, which both do without, and the files of each.
        Assert.Equal([IncrementalStepRunReason.New, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], Outputs(second).Order());
    }

    /// <summary>Without this the tests above could pass because nothing is ever compiled again.</summary>
    [Theory]
    [InlineData("Conv2d(4, 3)", "Conv2d(4, 5)")]
    [InlineData("BatchNorm, ReLU", "ReLU, BatchNorm")]
    [InlineData("Network(1, 8, 8)", "Network(1, 9, 8)")]
    [InlineData("partial class Net", "partial class Network1")]
    [InlineData("public sealed", "internal sealed")]
    public void AnotherDeclarationIsCompiledAgain(string from, string to)
    {
        var second = RunTwice(Files(Network + Other, Program), Files(Network.Replace(from, to, StringComparison.Ordinal) + Other, Program));

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(second, NetworkGenerator.DeclarationsStep));
        Assert.Equal([false, true], Reasons(second, NetworkGenerator.CompiledStep).Select(reason => reason == IncrementalStepRunReason.Cached));
    }

    private const string Block = "[Block, Linear(Width), ReLU] sealed class Dense { public const int Width = 4; }";
    private const string User = "[Network(4), Use<Dense>(8), Use<Dense>] partial class Net; [Network(4), Linear(2)] partial class Other;";

    public static TheoryData<string> EditsOfABlockThatChangeNothing =>
    [
        "// The block.\n" + Block,
        Block.Replace("Linear(Width)", "Linear(Width + 0)", StringComparison.Ordinal),
        Block.Replace("4; }", "2 * 2; public static int Unrelated => 1; }", StringComparison.Ordinal),
        Block + " [Block, Tanh] sealed class Unused;",
    ];

    [Theory]
    [MemberData(nameof(EditsOfABlockThatChangeNothing))]
    public void AnEditOfABlockThatChangesNothingLeavesItsUsersCached(string block) => AssertCached(RunTwice(Files(User, Block), Files(User, block)), block);

    [Fact]
    public void AnEditElsewhereLeavesTheUsersOfABlockCached() => AssertCached(RunTwice(Files(User, Block), Files(User, Block, "class New;")), "a new file");

    /// <summary>In another file: the network's own file is what it was.</summary>
    [Theory]
    [InlineData("ReLU", "Tanh")]
    [InlineData("Width = 4", "Width = 5")]
    [InlineData("Linear(Width)", "Linear(2 * Width)")]
    public void AnEditOfABlockCompilesItsUsersAgain(string from, string to)
    {
        var second = RunTwice(Files(User, Block), Files(User, Block.Replace(from, to, StringComparison.Ordinal)));

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(second, NetworkGenerator.DeclarationsStep));
        Assert.Equal([false, true], Reasons(second, NetworkGenerator.CompiledStep).Select(reason => reason == IncrementalStepRunReason.Cached));
    }

    private static CSharpCompilation Files(params string[] sources) => GeneratorHarness.Compile(sources);

    private static GeneratorRunResult RunTwice(Compilation first, Compilation second) =>
        GeneratorHarness.CreateDriver().RunGenerators(first).RunGenerators(second).GetRunResult().Results.Single();

    private static void AssertCached(GeneratorRunResult result, string edit)
    {
        var reasons = SourceSteps.SelectMany(step => Reasons(result, step), (_, reason) => reason).Concat(Outputs(result)).ToArray();

        Assert.NotEmpty(result.GeneratedSources);
        Assert.All(SourceSteps, step => Assert.NotEmpty(Reasons(result, step)));
        Assert.True(reasons.All(reason => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged), $"{edit}: {string.Join(", ", reasons)}");
        Assert.All(Outputs(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorRunResult result) =>
        result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason);
}
