using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Which layers each layer reads: the one that <c>From</c> names or the one written before, then those that its own arguments name. Names are
/// compared case by case, and lead backwards only, so that what is declared is a graph without cycles in the order written.
/// </summary>
internal sealed class InputNames(ImmutableArray<string> names)
{
    /// <summary>The place of the network's input, in front of the layers.</summary>
    public const int NetworkInput = -1;

    private const string From = "From";

    // As many names as a message stays readable with; those next to the reader are what it most likely means.
    private const int MostNamesShown = 12;

    /// <summary>The places that a layer reads, in the order of its inputs, or null after reporting a name that leads nowhere.</summary>
    public ImmutableArray<int>? Resolve(LayerDeclaration declaration, Layer layer, int index, FindingSink findings)
    {
        string? from = declaration.Arguments.LastOrDefault(argument => argument.Name == From)?.Value as string;
        int first = from is null ? index - 1 : Find(from, index) ?? Report(from, From, index, findings);
        int[] others = [.. layer.Others.Select((name, other) => Find(name, index) ?? Report(name, $"Others[{other}]", index, findings))];
        return first == Nowhere || others.Contains(Nowhere) ? null : [first, .. others];
    }

    /// <summary>What a place is called.</summary>
    public string this[int place] => place == NetworkInput ? InputLayer.Name : names[place];

    private const int Nowhere = -2;

    private int? Find(string name, int reader)
    {
        int place = name == InputLayer.Name ? NetworkInput : names.IndexOf(name);
        bool exists = place >= 0 || name == InputLayer.Name;
        return exists && place < reader ? place : null;
    }

    private int Report(string name, string argument, int reader, FindingSink findings)
    {
        findings.Report("BN0015", argument, findings.Subject, name, Reason(name, reader), Known(reader));
        return Nowhere;
    }

    private string Reason(string name, int reader)
    {
        int place = names.IndexOf(name);
        if (place == reader)
        {
            return "is the layer itself";
        }

        if (place > reader)
        {
            return "is written later";
        }

        string? similar = names.Take(reader).Append(InputLayer.Name).FirstOrDefault(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
        return similar is null ? "does not exist" : $"does not exist (but '{similar}' does)";
    }

    private string Known(int reader)
    {
        string[] known = [InputLayer.Name, .. names.Take(reader)];
        string[] shown = [.. known.Skip(known.Length - MostNamesShown)];
        return (shown.Length < known.Length ? "…, " : "") + string.Join(", ", shown);
    }
}
