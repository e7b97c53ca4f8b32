using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Tool.Compiling;

/// <summary>Reads declarations from C# files, as the compiler does.</summary>
internal static class SourceDeclaration
{
    /// <summary>The declaration of a network, and its graph before any pass.</summary>
    /// <param name="sources">The text of the files with the network and its blocks.</param>
    /// <param name="name">The class, with or without its namespace; null where the files declare one network only.</param>
    /// <exception cref="DeclarationException">It is not declared once, or it does not compile.</exception>
    public static (NetworkDeclaration Declaration, Graph Graph) Build(string[] sources, string? name)
    {
        var declaration = Find(sources, name);
        if (GraphBuilder.Build(declaration).Graph is { } graph && declaration.Error is null)
        {
            return (declaration, graph);
        }

        var errors = NetworkCompilation.Run(sources).AnalyzerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        throw new DeclarationException($"The network '{declaration.Name}' does not compile: {string.Join("; ", errors.Select(error => error.GetMessage()))}.");
    }

    /// <summary>The declaration of a network, which may not compile.</summary>
    /// <param name="sources">The text of the files with the network and its blocks.</param>
    /// <param name="name">The class, with or without its namespace; null where the files declare one network only.</param>
    /// <exception cref="DeclarationException">It is not declared once, or nothing can be added to the class.</exception>
    public static NetworkDeclaration Find(string[] sources, string? name)
    {
        var compilation = CSharpCompilation.Create("Networks", sources.Select(text => CSharpSyntaxTree.ParseText(text)), References.All);
        var network = DeclaredNetworks.Find(compilation.Assembly, name);
        return DeclarationReader.Read(network, compilation, CancellationToken.None)
            ?? throw new DeclarationException($"The network '{DeclaredNetworks.FullName(network.Type)}' cannot be compiled: expected a partial class that is not static, abstract, generic or a record.");
    }
}
