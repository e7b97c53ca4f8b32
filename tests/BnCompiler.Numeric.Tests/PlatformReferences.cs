using Microsoft.CodeAnalysis;

namespace BnCompiler.Numeric.Tests;

/// <summary>What C# that a test compiles refers to: the framework and the library.</summary>
internal static class PlatformReferences
{
    public static IReadOnlyList<MetadataReference> All { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "BnCompiler.dll" or "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];
}
