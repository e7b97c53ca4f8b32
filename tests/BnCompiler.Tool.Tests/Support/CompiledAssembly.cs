using BnCompiler.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Tool.Tests.Support;

/// <summary>C# compiled to a file.</summary>
internal static class CompiledAssembly
{
    /// <summary>Compiles with the generator.</summary>
    public static void Write(string path, params string[] sources)
    {
        using var image = File.Create(path);
        NetworkCompilation.Run(sources).Emit(image);
    }

    /// <summary>Compiles without the generator, against another library.</summary>
    public static void WriteWithLibrary(string path, string library, string source)
    {
        using var image = File.Create(path);
        var result = Compile("App", source, [.. References.All, Compile("Library", library, References.All).ToMetadataReference()]).Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
    }

    private static CSharpCompilation Compile(string name, string source, IEnumerable<MetadataReference> references) =>
        CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
}
