using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// The names of all entries of a declaration as paths from the network: <c>conv1</c>, and in an instance <c>layer1.conv1</c> where the use makes one instance,
/// <c>layer1.0.conv1</c> where it makes several.
/// </summary>
internal sealed class LayerPaths
{
    private readonly EquatableArray<LayerDeclaration> layers;
    private readonly ImmutableArray<string> names;
    private readonly string[] paths;

    /// <param name="layers">The entries.</param>
    /// <param name="names">Their names where they are written; those of several instances are equal.</param>
    public LayerPaths(EquatableArray<LayerDeclaration> layers, ImmutableArray<string> names)
    {
        this.layers = layers;
        this.names = names;
        paths = new string[names.Length];
        for (int index = 0; index < paths.Length; index++)
        {
            paths[index] = layers[index].Instance is { Count: > 1 } instance ? $"{OfUse(index)}.{instance.Index}" : OfUse(index);
        }
    }

    public int Count => paths.Length;

    /// <summary>The path of an entry.</summary>
    public string this[int index] => paths[index];

    /// <summary>The name of an entry where it is written.</summary>
    public string Local(int index) => names[index];

    /// <summary>The path of an entry, without the number of an instance.</summary>
    public string OfUse(int index) => Inside(layers[index].Parent, names[index]);

    /// <summary>The path of a name in an instance, or in the network itself.</summary>
    public string Inside(int scope, string name) => scope == LayerDeclaration.Network ? name : $"{paths[scope]}.{name}";
}
