using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Gives every layer its name. An unnamed layer is called by its kind and its number among all layers of that kind, named
/// ones included, so that naming one layer renames no other.
/// </summary>
internal sealed class LayerNames
{
    // Names meet again as members of the emitted class, where only letters and digits of either case are left of them.
    private readonly Dictionary<string, string> owners = new(StringComparer.OrdinalIgnoreCase) { [InputLayer.Name] = "the network's input" };
    private readonly Dictionary<string, int> counts = [];

    /// <summary>The names of all layers. A wrong one is reported and replaced by the default.</summary>
    public static ImmutableArray<string> Assign(EquatableArray<LayerDeclaration> layers, ImmutableArray<Finding>.Builder findings)
    {
        var names = new LayerNames();
        string[] defaults = [.. layers.Select(names.DefaultName)];
        for (int index = 0; index < layers.Count; index++)
        {
            if (layers[index].Name is null)
            {
                names.owners[MemberName(defaults[index])] = Subject(layers[index], defaults[index]);
            }
        }

        return [.. layers.Select((layer, index) => names.Written(layer, index, findings) ?? defaults[index])];
    }

    /// <summary>A layer as messages call it: <c>Linear 'linear1'</c>.</summary>
    public static string Subject(LayerDeclaration layer, string name) => $"{layer.Kind} '{name}'";

    private static bool IsValid(string name) =>
        name.Length > 0 && char.IsLetter(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c == '_');

    private static string MemberName(string name) => name.Replace("_", "");

    private string DefaultName(LayerDeclaration layer)
    {
        string prefix = LayerCatalog.Find(layer.Kind)?.Prefix ?? layer.Kind.ToLowerInvariant();
        counts.TryGetValue(prefix, out int count);
        counts[prefix] = count + 1;
        return $"{prefix}{count + 1}";
    }

    private string? Written(LayerDeclaration layer, int index, ImmutableArray<Finding>.Builder findings)
    {
        if (layer.Name is not { } name)
        {
            return null;
        }

        string? reason = null;
        if (!IsValid(name))
        {
            reason = "is not a letter followed by letters, digits and underscores";
        }
        else if (owners.TryGetValue(MemberName(name), out string owner))
        {
            reason = owner.EndsWith($"'{name}'", StringComparison.Ordinal)
                ? $"is taken by {owner}"
                : $"cannot be told from {owner} by its letters and digits";
        }

        if (reason is null)
        {
            owners.Add(MemberName(name), Subject(layer, name));
            return name;
        }

        new FindingSink(index, findings).Report("BN0008", "Name", name, reason);
        return null;
    }
}
