using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Testing;

/// <summary>What a user's project references: the framework that runs the test, the runtime library and its tensors.</summary>
internal static class References
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Shared = new(Read);

    public static ImmutableArray<MetadataReference> All => Shared.Value;

    private static ImmutableArray<MetadataReference> Read()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var platform = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => string.Equals(Path.GetDirectoryName(path), framework, StringComparison.Ordinal));
        string[] libraries =
        [
            typeof(NetworkAttribute).Assembly.Location,
            typeof(System.Numerics.Tensors.TensorPrimitives).Assembly.Location,
        ];
        return [.. platform.Concat(libraries).Distinct(StringComparer.Ordinal).Select(path => MetadataReference.CreateFromFile(path))];
    }
}
