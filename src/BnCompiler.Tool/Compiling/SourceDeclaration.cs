using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Testing;
using BnCompiler.Tool.Exporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Tool.Compiling;

/// <summary>Reads declarations from C# files, as the compiler does.</summary>
internal static class SourceDeclaration
{
    /// <summary>The declaration of a network.</summary>
    /// <param name="sources">The text of the files with the network and its blocks.</param>
    /// <param name="name">The class, with or without its namespace; null where the files declare one network only.</param>
    /// <exception cref="ExportException">It is not declared once.</exception>
    public static NetworkDeclaration Find(string[] sources, string? name)
    {
        var compilation = CSharpCompilation.Create("Networks", sources.Select(text => CSharpSyntaxTree.ParseText(text)), References.All);
        ImmutableArray<NetworkDeclaration> declarations =
        [
            .. Types(compilation.Assembly.GlobalNamespace).Select(AttributedClass.Of).Where(attributed => attributed.Network is not null)
                .Select(attributed => DeclarationReader.Read(attributed, compilation, CancellationToken.None)).OfType<NetworkDeclaration>(),
        ];
        var matching = declarations.Where(declaration => name is null || declaration.Name == name || declaration.FullName == name).ToArray();
        return matching is [var only]
            ? only
            : throw new ExportException(
                $"{(name is null ? "A network" : $"The network '{name}'")} is declared {matching.Length} times; expected once, and there are [{string.Join(", ", declarations.Select(each => each.FullName))}].");
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(member => member switch
    {
        INamedTypeSymbol type => Types(type).Prepend(type),
        INamespaceSymbol space => Types(space),
        _ => [],
    });
}
