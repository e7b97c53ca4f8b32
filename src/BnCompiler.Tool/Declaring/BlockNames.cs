using System.Collections.Immutable;

namespace BnCompiler.Tool.Declaring;

/// <summary>Names of the layers of a block's instance: what they begin with is the instance's, the rest the layer's.</summary>
internal static class BlockNames
{
    /// <summary>What the names of all layers of an instance begin with, whole words of it; null where that is nothing.</summary>
    public static string? Prefix(ImmutableArray<DeclaredLayer> instance)
    {
        string[] names = [.. instance.Skip(1).Select(layer => layer.ModelName).OfType<string>()];
        if (names.Length == 0)
        {
            return null;
        }

        int length = names.Min(name => name.Length);
        while (length > 0 && (names[0][length - 1] != '_' || names.Any(name => !name.StartsWith(names[0][..length], StringComparison.Ordinal))))
        {
            length--;
        }

        return length > 1 ? names[0][..(length - 1)] : null;
    }

    /// <summary>The names inside the block; null where some layers have names that do not begin alike.</summary>
    public static ImmutableArray<string?>? Inside(ImmutableArray<DeclaredLayer> instance)
    {
        var prefix = Prefix(instance);
        return prefix is null && instance.Skip(1).Any(layer => layer.ModelName is not null)
            ? null
            : [.. instance.Select((layer, place) => place == 0 ? null : layer.ModelName?[(prefix!.Length + 1)..])];
    }
}
