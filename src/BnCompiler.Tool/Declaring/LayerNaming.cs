using System.Collections.Immutable;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Tool.Declaring;

/// <summary>
/// Names of the layers of a declaration: what the model calls them where that is a name and no other layer's, otherwise the compiler's default. Names that differ in
/// underscores or case only cannot be told apart in the compiled class.
/// </summary>
internal static class LayerNaming
{
    // Beside the names of inputs and outputs, what the compiled class calls its own variables.
    private static readonly string[] Reserved = ["input", "output", "network", "parameters"];

    /// <summary>A name for each layer; the first input is <c>input</c>.</summary>
    public static ImmutableArray<string> Assign(ImmutableArray<DeclaredLayer> layers)
    {
        string[] defaults = Defaults(layers);
        var taken = new HashSet<string>(defaults.Concat(Reserved).Select(Member), StringComparer.OrdinalIgnoreCase);
        string[] names = new string[layers.Length];
        for (int index = 0; index < layers.Length; index++)
        {
            string? wish = index == 0 ? null : layers[index].ModelName is { } name ? LayerName.Identifier(name) : null;
            names[index] = wish is not null && (wish == defaults[index] || taken.Add(Member(wish))) ? wish : defaults[index];
        }

        return [.. names];
    }

    /// <summary>Whether each layer's name is what the compiler gives it anyway.</summary>
    public static ImmutableArray<bool> AreDefaults(ImmutableArray<DeclaredLayer> layers, ImmutableArray<string> names)
    {
        string[] defaults = Defaults(layers);
        return [.. names.Select((name, index) => name == defaults[index])];
    }

    private static string[] Defaults(ImmutableArray<DeclaredLayer> layers)
    {
        var counts = new Dictionary<string, int>();
        return
        [
            .. layers.Select((layer, index) =>
            {
                if (index == 0)
                {
                    return InputLayer.Name;
                }

                // The network's own input is no attribute among the layers and has no number.
                string prefix = layer.Use is { } use ? char.ToLowerInvariant(use.Block.Name[0]) + use.Block.Name[1..] : LayerCatalog.Find(layer.Kind)!.Prefix;
                counts[prefix] = counts.GetValueOrDefault(prefix) + 1;
                return $"{prefix}{counts[prefix]}";
            }),
        ];
    }

    private static string Member(string name) => name.Replace("_", "", StringComparison.Ordinal);
}
