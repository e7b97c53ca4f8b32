namespace BnCompiler.Generator.Tests.Architecture;

/// <summary>One way: Declaration → Ir → Layers → Analysis → Passes → Schedule → Emit, and Roslyn only where symbols are read and reported.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string> Sound = new()
    {
        ["Declaration/Reader.cs"] = "namespace BnCompiler.Generator.Declaration; class Reader { public static string Read(Microsoft.CodeAnalysis.ISymbol symbol) => symbol.Name; }",
        ["Ir/Graph.cs"] = "namespace BnCompiler.Generator.Ir; class Graph { public int Size => 1; }",
        ["Emit/Writer.cs"] = "using BnCompiler.Generator.Ir; namespace BnCompiler.Generator.Emit; static class Writer { public static string Write(Graph graph) => graph.Size.ToString(); }",
        ["Diagnostics/Analyzer.cs"] = "namespace BnCompiler.Generator.Diagnostics; class Analyzer { Microsoft.CodeAnalysis.Diagnostic? last; object All => NetworkCompiler.Compile(); }",
        ["NetworkCompiler.cs"] = "namespace BnCompiler.Generator; static class NetworkCompiler { public static string Compile() => Emit.Writer.Write(new Ir.Graph()); }",
    };

    [Fact]
    public void TheGeneratorKeepsTheRules()
    {
        var sources = Repository.Sources(Repository.Generator);

        Assert.Empty(DependencyChecker.Check(sources));
        Assert.Contains("NetworkGenerator.cs", sources.Keys);
        Assert.All(["Declaration", "Ir", "Layers", "Analysis", "Passes"], folder => Assert.Contains(sources.Keys, path => path.StartsWith(folder + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void NamespacesFollowFolders()
    {
        var wrong = Repository.Sources(Repository.Generator)
            .Where(source => source.Key.Contains('/') && !source.Value.Contains($"namespace BnCompiler.Generator.{source.Key.Split('/')[0]}", StringComparison.Ordinal))
            .Select(source => source.Key);

        Assert.Empty(wrong);
    }

    [Fact]
    public void ASoundSampleHasNoViolation()
    {
        Assert.Empty(DependencyChecker.Check(Sound));
    }

    [Theory]
    [InlineData("Ir/Bad.cs", "using BnCompiler.Generator.Emit; namespace BnCompiler.Generator.Ir; class Bad { string text = Writer.Write(new Graph()); }", "Ir/Bad.cs uses Writer of Emit")]
    [InlineData("Ir/Bad.cs", "namespace BnCompiler.Generator.Ir; class Bad { string text = Emit.Writer.Write(new Graph()); }", "Ir/Bad.cs uses Writer of Emit")]
    [InlineData("Ir/Bad.cs", "using W = BnCompiler.Generator.Emit.Writer; namespace BnCompiler.Generator.Ir; class Bad { string text = W.Write(new Graph()); }", "Ir/Bad.cs uses Writer of Emit")]
    [InlineData("Ir/Bad.cs", "namespace BnCompiler.Generator.Ir; class Bad { string text = NetworkCompiler.Compile(); }", "Ir/Bad.cs uses NetworkCompiler of the root")]
    [InlineData("Declaration/Bad.cs", "namespace BnCompiler.Generator.Declaration; class Bad : Ir.Graph;", "Declaration/Bad.cs uses Graph of Ir")]
    [InlineData("Diagnostics/Bad.cs", "namespace BnCompiler.Generator.Diagnostics; class Bad { string text = Emit.Writer.Write(null!); }", "Diagnostics/Bad.cs uses Writer of Emit")]
    [InlineData("Emit/Bad.cs", "namespace BnCompiler.Generator.Emit; class Bad { Diagnostics.Analyzer? analyzer; }", "Emit/Bad.cs uses Analyzer of Diagnostics")]
    [InlineData("Emit/Bad.cs", "using Microsoft.CodeAnalysis.CSharp; namespace BnCompiler.Generator.Emit; class Bad { bool isLetter = SyntaxFacts.IsIdentifierStartCharacter('a'); }", "Emit/Bad.cs uses Roslyn's SyntaxFacts")]
    [InlineData("Helpers.cs", "namespace BnCompiler.Generator; class Helpers { Microsoft.CodeAnalysis.Location? place; }", "Helpers.cs uses Roslyn's Location")]
    [InlineData("Ir/Bad.cs", "namespace BnCompiler.Generator.Ir; class Bad : Missing;", "cannot be checked: ")]
    public void AViolationIsFound(string path, string source, string expected)
    {
        var violations = DependencyChecker.Check(new Dictionary<string, string>(Sound) { [path] = source });

        Assert.StartsWith(expected, Assert.Single(violations), StringComparison.Ordinal);
    }
}
