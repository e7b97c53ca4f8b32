using System.Collections.Immutable;

namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>A network to test: what is declared, and how many samples are run through it.</summary>
internal sealed record NetSpec(Extent Input, ImmutableArray<LayerSpec> Layers)
{
    public NetSpec(Extent input, params LayerSpec[] layers)
        : this(input, ImmutableArray.Create(layers))
    {
    }

    public int Batch { get; init; } = 3;

    /// <summary>Added to every input: far from 0, the batch's mean is far larger than its deviation.</summary>
    public double InputOffset { get; init; }

    /// <summary>Whether prediction may do convolutions by Winograd's minimal filtering.</summary>
    public bool Winograd { get; init; } = true;

    /// <summary>The shapes of all values: the input's, then each layer's output; null where a layer does not fit.</summary>
    public ImmutableArray<Extent>? Shapes() => NetGraph.Of(this).Shapes();

    /// <summary>The values that a layer reads: 0 is the network's input, n + 1 the output of layer n.</summary>
    public ImmutableArray<int> Sources(int layer)
    {
        var names = Names().Insert(0, "input");
        int first = Layers[layer].From is { } from ? names.IndexOf(from) : layer;
        return [first, .. Layers[layer].Others.Select(name => names.IndexOf(name))];
    }

    /// <summary>Whether there are layers and their shapes fit.</summary>
    public bool IsValid() => Layers.Length > 0 && Shapes() is not null;

    /// <summary>The BatchNorms that see a single value per channel: no step can be trained on such a batch.</summary>
    public IEnumerable<string> BatchNormsOfOneValue()
    {
        var shapes = Shapes()!.Value;
        var names = Names();
        return Enumerable.Range(0, Layers.Length).Where(layer => Layers[layer] is BatchNormSpec { Frozen: false } && Batch * shapes[layer + 1].Positions == 1).Select(layer => names[layer]);
    }

    /// <summary>The names of the layers: as declared, or the stem and a running number per kind.</summary>
    public ImmutableArray<string> Names()
    {
        var counts = new Dictionary<string, int>();
        return [.. Layers.Select(layer =>
        {
            int number = counts[layer.Stem] = counts.GetValueOrDefault(layer.Stem) + 1;
            return layer.Name ?? $"{layer.Stem}{number}";
        })];
    }

    /// <summary>The declaration as a user writes it.</summary>
    public string Render(string className) =>
        $"""
        [Network({Input}{(Winograd ? "" : ", Winograd = false")})]
        {string.Concat(Layers.Select(layer => $"[{layer.Render()}]\n"))}public sealed partial class {className};

        """;

    public override string ToString() => $"{Render("Net")}// batch {Batch}, input offset {InputOffset}";
}
