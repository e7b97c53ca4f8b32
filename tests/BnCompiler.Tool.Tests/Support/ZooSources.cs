using System.Runtime.CompilerServices;

namespace BnCompiler.Tool.Tests.Support;

/// <summary>The declarations of the model zoo.</summary>
internal static class ZooSources
{
    public static string[] All() => [.. Directory.GetFiles(Folder(), "*.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    /// <summary>Some of its files, by their names without the extension.</summary>
    public static string[] Of(params string[] names) => [.. names.Select(name => File.ReadAllText(Path.Combine(Folder(), name + ".cs")))];

    private static string Folder([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../samples/ModelZoo/Networks"));
}
