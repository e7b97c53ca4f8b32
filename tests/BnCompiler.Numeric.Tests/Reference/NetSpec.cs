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

    /// <summary>Whether convolutions may be done by Winograd's minimal filtering.</summary>
    public bool Winograd { get; init; } = true;

    /// <summary>The shapes of all values: the input's, then each layer's output; null where a layer does not fit.</summary>
    public ImmutableArray<Extent>? Shapes() => NetGraph.Of(this).Shapes();

    /// <summary>The shapes of the inputs, the network's own first.</summary>
    public ImmutableArray<Extent> Inputs => [Input, .. Layers.OfType<InputSpec>().Select(input => input.Shape)];

    /// <summary>The shape of one sample that goes in: all inputs one after the other.</summary>
    public Extent Sample => SampleParts.Of(Inputs);

    /// <summary>The shapes of the outputs.</summary>
    public ImmutableArray<Extent> Outputs
    {
        get
        {
            var graph = NetGraph.Of(this);
            var shapes = graph.Shapes()!.Value;
            return [.. graph.Outputs.Select(value => shapes[value])];
        }
    }

    /// <summary>The shape of one sample that comes out: all outputs one after the other.</summary>
    public Extent Result => SampleParts.Of(Outputs);

    /// <summary>The values that a layer reads: 0 is the network's input, n + 1 the output of layer n.</summary>
    public ImmutableArray<int> Sources(int layer)
    {
        var names = Names().Insert(0, "input");
        if (Layers[layer].ReadsNothing)
        {
            return [];
        }

        int first = Layers[layer].From is { } from ? names.IndexOf(from) : layer;
        return [first, .. Layers[layer].Others.Select(name => names.IndexOf(name))];
    }

    /// <summary>Whether something is declared, behind the last input too, and the shapes fit.</summary>
    public bool IsValid()
    {
        var graph = NetGraph.Of(this);
        return graph.Last > 0 && (graph.LastLayer == 0 || graph.Nodes[graph.LastLayer - 1].Layer is not InputSpec) && graph.Shapes() is not null;
    }

    /// <summary>The layers, those of blocks in their place, with their names and the shapes of their outputs.</summary>
    public IEnumerable<(string Name, LayerSpec Layer, Extent Output)> Innermost()
    {
        var shapes = Shapes()!.Value;
        var names = Names();
        return Layers.SelectMany((layer, index) => layer.Innermost(names[index], [.. Sources(index).Select(source => shapes[source])]));
    }

    /// <summary>The BatchNorms that see a single value per channel: no step can be trained on such a batch.</summary>
    public IEnumerable<string> BatchNormsOfOneValue() =>
        from layer in Innermost()
        where layer.Layer is BatchNormSpec { Frozen: false } && Batch * layer.Output.Positions == 1
        select layer.Name;

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

    /// <summary>The declaration as a user writes it, with the blocks that it uses.</summary>
    public string Render(string className) =>
        $"""
        [Network({Input}{(Winograd ? "" : ", Winograd = false")})]
        {string.Concat(Layers.Zip(Names(), (layer, name) => $"[{layer.Render(name)}]\n"))}public sealed partial class {className};

        {string.Concat(Layers.OfType<UseSpec>().Select(use => use.Block).DistinctBy(block => block.Name).Select(block => block.Render()))}
        """;

    public override string ToString() => $"{Render("Net")}// batch {Batch}, input offset {InputOffset}";
}
