using BnCompiler.Generator.Declaration;
using BnCompiler.Testing;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Tool.Compiling;

/// <summary>Reads declarations from C# files, as the compiler does.</summary>
internal static class SourceDeclaration
{
    /// <summary>The declaration of a network.</summary>
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
