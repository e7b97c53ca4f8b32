using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Tests.Diagnostics;

/// <summary>BN0001, BN0003, BN0004 and BN0012: what is wrong with the class, not with a layer.</summary>
public sealed class ClassDiagnosticTests
{
    [Theory]
    [InlineData("[Network(4), Linear(2)] public sealed partial class Net;")]
    [InlineData("namespace A.B; [Network(4), Linear(2)] partial class Net { public int Epochs => 3; }")]
    [InlineData("[Network(4)] partial class Net; [Linear(2)] partial class Net;")]
    [InlineData("[Network(4), Linear(2)] partial class Net; partial class Net { void Own() { } }")]
    [InlineData("static partial class Models { partial record struct Small { [Network(4), Linear(2)] private partial class Net; } }")]
    [InlineData("partial class Outer { [Network(4), Linear(2)] private protected partial class Net; [Network(4), Linear(2)] partial class Other; }")]
    [InlineData("class Base; [Network(4), Linear(2)] partial class Net : Base, IDisposable { public void Dispose() { } }")]
    [InlineData("[Obsolete] class Unrelated; abstract class Shape; record Point(int X); class Box<T>;")]
    public Task SoundClassesAreQuiet(string source) => ExpectedDiagnostics.NoneAsync(source);

    [Fact]
    public Task NotPartial() => ExpectedDiagnostics.SingleAsync(
        "BN0001",
        "'Net' must be partial: its network is emitted into another part of it",
        "[Network(4), Linear(2)] public sealed class [|Net|];");

    [Fact]
    public Task NotPartialIsSaidOnceWhateverTheLayersAre() => ExpectedDiagnostics.IdsAsync(
        ["BN0001"], "[Network(1, 4, 4), Linear(2), Conv2d(0, 3)] class [|Net|];");

    [Fact]
    public Task LayersWithoutNetwork() => ExpectedDiagnostics.SingleAsync(
        "BN0003",
        "'Net' has layers but no input: add [Network(channels, height, width)], [Network(channels, length)] or [Network(features)]",
        "[Serializable, [|Linear(2)|], ReLU] partial class Net;");

    [Fact]
    public Task LayersSpreadOverParts() => ExpectedDiagnostics.SingleAsync(
        "BN0004",
        "'Net' has layers on several of its partial declarations, which have no order: write all of them on one",
        "[Network(4), Linear(2)] partial class Net;",
        "[[|Linear(3)|], ReLU] partial class Net;");

    [Fact]
    public Task EveryFurtherPartIsReported() => ExpectedDiagnostics.IdsAsync(
        ["BN0004", "BN0004"],
        "[Network(4), Linear(2)] partial class Net; [[|Tanh|]] partial class Net; [[|ReLU|]] [Tanh] partial class Net;");

    [Theory]
    [InlineData("[Network(4), ReLU] partial class [|Net|]<T>;", "it is generic")]
    [InlineData("[Network(4), ReLU] static partial class [|Net|];", "it is static")]
    [InlineData("[Network(4), ReLU] abstract partial class [|Net|];", "it is abstract")]
    [InlineData("[Network(4), ReLU] partial record [|Net|];", "it is a record")]
    [InlineData("[Network(4), ReLU] file partial class [|Net|];", "it is visible in its file only")]
    [InlineData("[Network(4), ReLU] partial class [|Net|](int size);", "it has a primary constructor")]
    [InlineData("[Network(4), ReLU] partial class [|Trainer|];", "it is called like its member 'Trainer'")]
    [InlineData("partial class Outer<T> { [Network(4), ReLU] partial class [|Net|]; }", "it is inside the generic type 'Outer'")]
    [InlineData("class Outer { [Network(4), ReLU] partial class [|Net|]; }", "it is inside 'Outer', which is not partial")]
    [InlineData("struct A { partial class B { [Network(4), ReLU] class [|Net|]; } }", "it is inside 'A', which is not partial")]
    [InlineData("file partial class Outer { [Network(4), ReLU] partial class [|Net|]; }", "it is inside 'Outer', which is visible in its file only")]
    public Task UnsupportedForm(string source, string reason)
    {
        string name = source.Split("[|")[1].Split("|]")[0];
        return ExpectedDiagnostics.SingleAsync("BN0012", $"'{name}' cannot be a network: {reason}", source);
    }

    [Theory]
    [InlineData("[Network(4), ReLU]")]
    [InlineData("[Network(4, 4), ReLU]")]
    public void EveryEmittedMemberIsAForbiddenNameOfTheClass(string attributes)
    {
        var members = GeneratorHarness.Generate(attributes + " partial class Net;").Output.GetTypeByMetadataName("Net")!.GetMembers()
            .Where(member => member.CanBeReferencedByName)
            .Select(member => member.Name);

        Assert.Contains("Parameters", members);
        Assert.Empty(members.Except(ClassForm.MemberNames));
    }

    /// <summary>C# reports these; anything the analyzer added would be a consequence.</summary>
    [Theory]
    [InlineData("[Network(1, 4, 4), Flaten, Linear(2)] partial class Net;")]
    [InlineData("[Network(1, 4, 4), Conv2d, Linear(2)] partial class Net;")]
    [InlineData("[Network(4), Linear(Unknown.Size)] partial class Net;")]
    [InlineData("[Network(Unknown.Size), Linear(3)] partial class Net;")]
    [InlineData("""[Network("4"), Linear(3)] partial class Net;""")]
    public Task NothingIsAddedToAnErrorOfTheLanguage(string source) => ExpectedDiagnostics.NoneAsync(source);
}
