using BnCompiler.Testing;
using BnCompiler.Tool.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Tool.Reading;

/// <summary>Reads the declaration of a network from the metadata of a compiled assembly, which is never loaded or run.</summary>
internal static class AssemblyDeclaration
{
    // Blocks and their constants may be private.
    private static readonly CSharpCompilationOptions Reading = new(OutputKind.DynamicallyLinkedLibrary, metadataImportOptions: MetadataImportOptions.All);

    /// <summary>The network and its blocks as C#.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="name">The class, with or without its namespace.</param>
    /// <exception cref="DeclarationException">The file is no assembly, the network is not declared there once, or metadata does not have all of it.</exception>
    public static string Read(string path, string name)
    {
        var reference = MetadataReference.CreateFromFile(path);
        var compilation = CSharpCompilation.Create("Reader", [], [.. References.All, reference], Reading);
        return compilation.GetAssemblyOrModuleSymbol(reference) is IAssemblySymbol assembly
            ? ClassText.Write(UsedClasses.Of(DeclaredNetworks.Find(assembly, name)))
            : throw new DeclarationException($"'{path}' is no .NET assembly.");
    }
}
