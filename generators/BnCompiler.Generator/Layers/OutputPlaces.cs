using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Layers;

/// <summary>Which of the outputs that a declaration names are the value of its last layer.</summary>
/// <param name="layers">The entries.</param>
/// <param name="source">The place that an entry reads first, or null where nobody knows.</param>
internal sealed class OutputPlaces(EquatableArray<LayerDeclaration> layers, Func<int, int?> source)
{
    private readonly int last = Enumerable.Range(0, layers.Count).Where(index => !IsPlace(layers[index])).DefaultIfEmpty(InputNames.NetworkInput).Last();

    /// <summary>Whether the value of the last layer has a name as an output; otherwise it is one nevertheless, behind the others.</summary>
    public bool IsLastNamed => Enumerable.Range(0, layers.Count).Any(index => layers[index].IsOutput && IsLast(index));

    /// <summary>Whether an entry computes nothing: it is another place of the value that it reads.</summary>
    public static bool IsPlace(LayerDeclaration layer) => layer.Instance is not null || layer.IsOutput;

    /// <summary>Whether the value at a place is that of the last layer.</summary>
    public bool IsLast(int place)
    {
        while (place != InputNames.NetworkInput && IsPlace(layers[place]) && source(place) is { } read)
        {
            place = read;
        }

        return place == last;
    }
}
