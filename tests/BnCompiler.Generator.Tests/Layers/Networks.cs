using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Tests.Layers;

/// <summary>Declarations and graphs from attributes as a user writes them: <c>Network(1, 28, 28), Conv2d(8, 3)</c>.</summary>
internal static class Networks
{
    public static NetworkDeclaration Declare(string attributes, params IEnumerable<string> blocks)
    {
        var compilation = GeneratorHarness.Compile([$"[{attributes}] partial class Net;", .. blocks]);
        var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == "File1.cs");
        var type = tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Single();
        return DeclarationReader.Read(AttributedClass.Of(compilation.GetSemanticModel(tree).GetDeclaredSymbol(type)!), compilation, default)!;
    }

    public static Graph Build(string attributes, params IEnumerable<string> blocks)
    {
        var result = GraphBuilder.Build(Declare(attributes, blocks));
        Assert.Equal([], Text(result.Findings));
        return result.Graph!;
    }

    /// <summary>The findings as text: <c>BN0007 0.Groups: Conv2d 'conv1' | 3 | 8 | 8</c>.</summary>
    public static string[] Findings(string attributes, params IEnumerable<string> blocks) => Text(GraphBuilder.Build(Declare(attributes, blocks)).Findings);

    public static string[] Text(IEnumerable<Finding> findings) => [.. findings.Select(finding =>
        $"{finding.Id} {finding.Layer}{(finding.Argument is null ? "" : "." + finding.Argument)}: {string.Join(" | ", finding.Arguments)}")];
}
