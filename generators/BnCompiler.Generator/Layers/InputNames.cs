using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Which layers each layer reads: the one that <c>From</c> names or the one written before, then those that its own arguments name. Names are
/// compared case by case, and lead backwards only, so that what is declared is a graph without cycles in the order written. A name is looked up in the
/// instance of the block that it is written in, where <c>input</c> is what the instance reads; a path leads on into instances.
/// </summary>
internal sealed class InputNames
{
    /// <summary>The place of the network's input, in front of the layers.</summary>
    public const int NetworkInput = LayerDeclaration.Network;

    private const string From = "From";
    private const int Nowhere = -2;

    // As many names as a message stays readable with; those next to the reader are what it most likely means.
    private const int MostNamesShown = 12;

    private readonly EquatableArray<LayerDeclaration> layers;
    private readonly LayerPaths paths;
    private readonly Dictionary<string, int> values = new(StringComparer.Ordinal);

    public InputNames(EquatableArray<LayerDeclaration> layers, LayerPaths paths)
    {
        this.layers = layers;
        this.paths = paths;
        for (int place = 0; place < layers.Count; place++)
        {
            values[paths[place]] = place;

            // The value of an instance is that of its last layer, and the value of several instances that of the last of them.
            for (int instance = layers[place].Parent; instance != LayerDeclaration.Network; instance = layers[instance].Parent)
            {
                values[paths[instance]] = place;
                values[paths.OfUse(instance)] = place;
            }
        }
    }

    /// <summary>The places that an entry reads, in the order of its inputs, or null after reporting a name that leads nowhere.</summary>
    /// <param name="index">The entry.</param>
    /// <param name="others">The names that it reads beside the current value.</param>
    /// <param name="findings">Where to report.</param>
    public ImmutableArray<int>? Resolve(int index, ImmutableArray<string> others, FindingSink findings)
    {
        string? from = layers[index].Arguments.LastOrDefault(argument => argument.Name == From)?.Value as string;
        int first = from is null ? index - 1 : Find(from, index) ?? Report(from, From, index, findings);
        int[] places = [.. others.Select((name, other) => Find(name, index) ?? Report(name, $"Others[{other}]", index, findings))];
        return first == Nowhere || places.Contains(Nowhere) ? null : [first, .. places];
    }

    private int? Find(string name, int reader)
    {
        int scope = layers[reader].Parent;
        return name == InputLayer.Name ? scope
            : values.TryGetValue(paths.Inside(scope, name), out int place) && place < reader ? place
            : null;
    }

    private int Report(string name, string argument, int reader, FindingSink findings)
    {
        findings.Report("BN0015", argument, findings.Subject, name, Reason(name, reader), string.Join(", ", Known(reader)));
        return Nowhere;
    }

    private string Reason(string name, int reader)
    {
        string path = paths.Inside(layers[reader].Parent, name);
        if (path == paths[reader] || path == paths.OfUse(reader))
        {
            return "is the layer itself";
        }

        if (values.ContainsKey(path))
        {
            return "is written later";
        }

        string? similar = Visible(reader).FirstOrDefault(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
        return similar is null ? "does not exist" : $"does not exist (but '{similar}' does)";
    }

    private IEnumerable<string> Known(int reader)
    {
        string[] known = [.. Visible(reader)];
        return known.Length <= MostNamesShown ? known : known.Skip(known.Length - MostNamesShown).Prepend("…");
    }

    /// <summary>The names in the same instance in front of the reader, without those inside other instances.</summary>
    private IEnumerable<string> Visible(int reader) =>
        Enumerable.Range(0, reader).Where(place => layers[place].Parent == layers[reader].Parent).Select(paths.Local).Distinct().Prepend(InputLayer.Name);
}
