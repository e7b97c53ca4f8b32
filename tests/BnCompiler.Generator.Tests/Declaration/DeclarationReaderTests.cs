using BnCompiler.Generator.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Tests.Declaration;

public sealed class DeclarationReaderTests
{
    [Fact]
    public void ReadsTheInputShape()
    {
        Assert.Equal([3, 32, 24], Read("[Network(3, 32, 24), ReLU] partial class Net;")!.InputShape);
        Assert.Equal([784], Read("[Network(784), ReLU] partial class Net;")!.InputShape);
        Assert.Empty(Read("[Network, ReLU] partial class Net;")!.InputShape);
        Assert.Empty(Read("[Network(null!), ReLU] partial class Net;")!.InputShape);
        Assert.Equal([0, -1], Read("[Network(0, -1), ReLU] partial class Net;")!.InputShape);
    }

    [Fact]
    public void ReadsLayersInTheOrderWritten()
    {
        var declaration = Read("""
            [Conv2d(32, 3), BatchNorm]
            [Network(1, 28, 28)]
            [ReLU, MaxPool2d(2)]
            [Flatten][Linear(10)]
            partial class Net;
            """);

        Assert.Equal(["Conv2d", "BatchNorm", "ReLU", "MaxPool2d", "Flatten", "Linear"], declaration!.Layers.Select(layer => layer.Kind));
    }

    [Theory]
    [InlineData("Conv2d(32, 3, Padding = 1)", "OutChannels=32 KernelHeight=3 KernelWidth=3 Padding=1")]
    [InlineData("Conv2d(kernelSize: 5, outChannels: 8)", "KernelHeight=5 KernelWidth=5 OutChannels=8")]
    [InlineData("Conv2d(8, 3, 1, StrideWidth = 2, Bias = false)", "OutChannels=8 KernelHeight=3 KernelWidth=1 StrideWidth=2 Bias=False")]
    [InlineData("BnCompiler.MaxPool2dAttribute(2)", "KernelHeight=2 KernelWidth=2")]
    [InlineData("Linear(2 * 5)", "OutFeatures=10")]
    [InlineData("LeakyReLU(NegativeSlope = 1)", "NegativeSlope=1")]
    [InlineData("BatchNorm(Epsilon = 1e-3f)", "Epsilon=0.0010000000474974513")]
    [InlineData("Dropout", "")]
    [InlineData("Dropout(0.25)", "P=0.25")]
    public void ReadsWrittenArgumentsUnderTheirPropertys(string attribute, string expected)
    {
        var layer = Assert.Single(Read($"[Network(1)] [{attribute}] partial class Net;")!.Layers);

        var actual = layer.Arguments.Select(argument => FormattableString.Invariant($"{argument.Name}={argument.Value}"));
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), actual.Order());
    }

    [Theory]
    [InlineData("""Add("a", "b")""", "a b")]
    [InlineData("""Concat(new[] { "a" })""", "a")]
    [InlineData("""Multiply(others: "a")""", "a")]
    [InlineData("""Add(null!, "b")""", " b")]
    public void ReadsArraysOfNamesByValue(string attribute, string expected)
    {
        ArgumentDeclaration[] arguments = [.. Enumerable.Range(0, 2).Select(_ => Assert.Single(Assert.Single(Read($"[Network(1)] [{attribute}] partial class Net;")!.Layers).Arguments))];

        Assert.Equal("Others", arguments[0].Name);
        Assert.Equal(expected, string.Join(' ', Assert.IsType<EquatableArray<string>>(arguments[0].Value)));
        Assert.Equal(arguments[0], arguments[1]);
        Assert.Equal(arguments[0].GetHashCode(), arguments[1].GetHashCode());
        Assert.NotEqual(arguments[0], arguments[0] with { Value = new EquatableArray<string>(["other"]) });
    }

    [Fact]
    public void KeepsTheTypesOfArguments()
    {
        var layers = Read("[Network(1), Conv2d(1, 1, Bias = true), LeakyReLU(NegativeSlope = 1)] partial class Net;")!.Layers;

        Assert.IsType<int>(layers[0].Arguments.Single(argument => argument.Name == "OutChannels").Value);
        Assert.IsType<bool>(layers[0].Arguments.Single(argument => argument.Name == "Bias").Value);
        Assert.IsType<double>(layers[1].Arguments.Single().Value);
    }

    [Fact]
    public void ReadsTheLayersName()
    {
        var layers = Read("""[Network(1), Linear(1, Name = "head"), ReLU, Tanh(Name = null)] partial class Net;""")!.Layers;

        Assert.Equal(["head", null, null], layers.Select(layer => layer.Name));
        Assert.DoesNotContain(layers[0].Arguments, argument => argument.Name == "Name");
    }

    [Fact]
    public void ReadsALayerThatTheLibraryDoesNotHave()
    {
        var declaration = Read("""
            public sealed class MishAttribute(int gridSize) : LayerAttribute { public int GridSize { get; } = gridSize; }
            [Network(1), Mish(3)] partial class Net;
            """);

        var layer = Assert.Single(declaration!.Layers);
        Assert.Equal("Mish", layer.Kind);
        Assert.Equal(new ArgumentDeclaration("GridSize", 3), Assert.Single(layer.Arguments));
    }

    [Theory]
    [InlineData("[Network(1), ReLU] partial class Net;", "", "", "internal", "Net", "Net")]
    [InlineData("namespace A.B; [Network(1), ReLU] public sealed partial class Net;", "A.B", "", "public", "Net", "A.B.Net")]
    [InlineData("partial class A { partial struct B { [Network(1), ReLU] private protected partial class Net; } }", "", "partial class A|partial struct B", "private protected", "Net", "A+B+Net")]
    [InlineData("partial record A { partial record struct B { [Network(1), ReLU] partial class Net; } }", "", "partial record A|partial record struct B", "private", "Net", "A+B+Net")]
    [InlineData("namespace N { partial interface I { [Network(1), ReLU] partial class Net; } }", "N", "partial interface I", "public", "Net", "N.I+Net")]
    [InlineData("static partial class S { [Network(1), ReLU] internal partial class Net; }", "", "partial class S", "internal", "Net", "S+Net")]
    [InlineData("partial class A { [Network(1), ReLU] protected internal partial class Net; }", "", "partial class A", "protected internal", "Net", "A+Net")]
    [InlineData("namespace @event; [Network(1), ReLU] partial class @class;", "@event", "", "internal", "@class", "event.class")]
    public void ReadsWhereTheClassIs(string source, string scope, string containing, string accessibility, string name, string fullName)
    {
        var declaration = Read(source)!;

        Assert.Equal(scope, declaration.Namespace);
        Assert.Equal(containing, string.Join('|', declaration.ContainingTypes));
        Assert.Equal(accessibility, declaration.Accessibility);
        Assert.Equal(name, declaration.Name);
        Assert.Equal(fullName, declaration.FullName);
    }

    [Theory]
    [InlineData("[Network(1), ReLU] class Net;")]
    [InlineData("[Network(1), ReLU] partial class Net<T>;")]
    [InlineData("partial class A<T> { [Network(1), ReLU] partial class Net; }")]
    [InlineData("class A { [Network(1), ReLU] partial class Net; }")]
    [InlineData("[ReLU] partial class Net;")]
    public void ReadsNothingWhereNothingCanBeEmitted(string source)
    {
        Assert.Null(Read(source));
    }

    [Theory]
    [InlineData("[Network(1), ReLU] partial class Net;", null)]
    [InlineData("[Network(1), ReLU] partial class Net; [Tanh] partial class Net;", "BN0004")]
    [InlineData("[Network(1)] partial class Net; [Tanh] partial class Net;", null)]
    [InlineData("[Network(1), Linaer(3)] partial class Net;", NetworkDeclaration.LanguageError)]
    [InlineData("[Network(1), Linear] partial class Net;", NetworkDeclaration.LanguageError)]
    [InlineData("[Network(1), Linear(Unknown.Size)] partial class Net;", NetworkDeclaration.LanguageError)]
    [InlineData("[Network(1, Unknown.Size), ReLU] partial class Net;", NetworkDeclaration.LanguageError)]
    public void SaysWhyTheLayersCannotBeTrusted(string source, string? expected)
    {
        Assert.Equal(expected, Read(source)!.Error);
    }

    [Fact]
    public void TwoReadingsAreEqual()
    {
        const string source = "[Network(1, 8, 8), Conv2d(4, 3, Padding = 1), BatchNorm(Epsilon = 1e-3), Flatten, Linear(2)] partial class Net;";

        Assert.Equal(Read(source), Read(source));
        Assert.Equal(Read(source)!.GetHashCode(), Read("// moved\n" + source)!.GetHashCode());
        Assert.NotEqual(Read(source), Read(source.Replace("1e-3", "1e-4")));
    }

    private static NetworkDeclaration? Read(string source)
    {
        var compilation = GeneratorHarness.Compile(source);
        var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == "File1.cs");
        var type = tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().First(type => type.Identifier.ValueText is "Net" or "class");
        return DeclarationReader.Read(AttributedClass.Of(compilation.GetSemanticModel(tree).GetDeclaredSymbol(type)!), compilation, default);
    }
}
