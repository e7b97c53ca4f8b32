using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Gives every layer its name. An unnamed layer is called by its kind and its number among all layers of that kind, named
/// ones included, so that naming one layer renames no other. Every instance of a block has names and numbers of its own.
/// </summary>
internal sealed class LayerNames
{
    // Names meet again as members of the emitted class, where only letters and digits of either case are left of them.
    private readonly Dictionary<string, string> owners = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> counts = [];

    /// <summary>The names of all layers. A wrong one is reported and replaced by the default.</summary>
    public static LayerPaths Assign(EquatableArray<LayerDeclaration> layers, ImmutableArray<Finding>.Builder findings)
    {
        string[] names = new string[layers.Count];
        foreach (var scope in Enumerable.Range(0, layers.Count).GroupBy(index => layers[index].Parent))
        {
            var instance = new LayerNames();
            instance.owners.Add(InputLayer.Name, scope.Key == LayerDeclaration.Network ? "the network's input" : "the block's input");
            instance.Assign(layers, [.. scope], names, findings);
        }

        return new LayerPaths(layers, [.. names]);
    }

    /// <summary>A layer as messages call it: <c>Linear 'linear1'</c>.</summary>
    public static string Subject(LayerDeclaration layer, string name) => $"{layer.Kind} '{name}'";

    private void Assign(EquatableArray<LayerDeclaration> layers, ImmutableArray<int> scope, string[] names, ImmutableArray<Finding>.Builder findings)
    {
        // Further instances of a use have the name of the first.
        var first = scope.Where(index => layers[index].Instance is null or { Index: 0 }).ToImmutableArray();
        foreach (int index in first)
        {
            names[index] = DefaultName(layers[index]);
            if (layers[index].Name is null)
            {
                owners[MemberName(names[index])] = Subject(layers[index], names[index]);
            }
        }

        foreach (int index in first)
        {
            names[index] = Written(layers[index], index, findings) ?? names[index];
        }

        string use = "";
        foreach (int index in scope)
        {
            use = names[index] ??= use;
        }
    }

    private static bool IsValid(string name) => name.Length > 0 && (char.IsLetter(name[0])
        ? name.All(c => char.IsLetterOrDigit(c) || c == '_')
        : name.All(c => c is >= '0' and <= '9'));

    private static string MemberName(string name) => name.Replace("_", "");

    private static string Prefix(LayerDeclaration layer) =>
        layer.Instance is not null ? char.ToLowerInvariant(layer.Kind[0]) + layer.Kind.Substring(1)
        : LayerCatalog.Find(layer.Kind)?.Prefix ?? layer.Kind.ToLowerInvariant();

    private string DefaultName(LayerDeclaration layer)
    {
        string prefix = Prefix(layer);
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
            reason = "is neither a letter followed by letters, digits and underscores, nor a number";
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
