using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Generator.Tests.Architecture;

/// <summary>The sources that architecture tests read.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Generator => Path.Combine(Root, "generators", "BnCompiler.Generator");

    public static string Runtime => Path.Combine(Root, "src", "BnCompiler");

    /// <summary>The C# files of a project, by their path in it with forward slashes, without what a build leaves there.</summary>
    public static IReadOnlyDictionary<string, string> Sources(string project) => Directory
        .EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(project, path).Replace('\\', '/'))
        .Where(path => path.Split('/')[0] is not ("bin" or "obj"))
        .ToDictionary(path => path, path => File.ReadAllText(Path.Combine(project, path)));

    /// <summary>Compiles sources of the generator in memory, so that a check sees what names mean and not how they are spelled.</summary>
    public static CSharpCompilation Compile(IReadOnlyDictionary<string, string> sources)
    {
        const string implicitUsings =
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        var trees = sources.Select(source => GeneratorHarness.Parse(source.Value, source.Key)).Append(GeneratorHarness.Parse(implicitUsings, "Usings.cs"));
        return CSharpCompilation.Create("Checked", trees, GeneratorHarness.References, GeneratorHarness.CompilationOptions);
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "BnCompiler.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"BnCompiler.sln is in none of the folders above {AppContext.BaseDirectory}.");
    }
}
