using System.Collections.Immutable;

namespace BnCompiler.Tool.Declaring;

/// <summary>A network as it will be declared: inputs first, every layer behind those that it reads, nothing that no output needs.</summary>
internal sealed record Declaration(ImmutableArray<DeclaredLayer> Layers, ImmutableArray<string> Names, ImmutableArray<DeclaredOutput> Outputs)
{
    /// <summary>All layers that compute, those of blocks once for each use.</summary>
    public IEnumerable<DeclaredLayer> AllLayers =>
        Layers.SelectMany(layer => layer.Use is { } use ? use.Instances.SelectMany(instance => instance) : [layer]).Where(layer => layer.Kind != DeclaredLayer.InputKind);

    /// <summary>What a stack holds, without the layers that no output needs.</summary>
    public static Declaration Of(IReadOnlyList<DeclaredLayer> layers, ImmutableArray<DeclaredOutput> outputs)
    {
        (layers, outputs) = WithALayer(layers, outputs);
        bool[] needed = Needed(layers, outputs);
        int[] places = new int[layers.Count];
        List<DeclaredLayer> kept = [];
        for (int index = 0; index < layers.Count; index++)
        {
            if (needed[index])
            {
                places[index] = kept.Count;
                kept.Add(layers[index] with { Inputs = [.. layers[index].Inputs.Select(input => places[input])] });
            }
        }

        ImmutableArray<DeclaredLayer> declared = [.. kept];
        return new Declaration(declared, LayerNaming.Assign(declared), [.. outputs.Select(output => output with { Layer = places[output.Layer] })]);
    }

    private static bool[] Needed(IReadOnlyList<DeclaredLayer> layers, ImmutableArray<DeclaredOutput> outputs)
    {
        bool[] needed = new bool[layers.Count];
        foreach (var output in outputs)
        {
            needed[output.Layer] = true;
        }

        for (int index = layers.Count - 1; index >= 0; index--)
        {
            needed[index] |= layers[index].Kind == DeclaredLayer.InputKind;
            foreach (int input in needed[index] ? layers[index].Inputs : [])
            {
                needed[input] = true;
            }
        }

        return needed;
    }

    /// <summary>A network has at least one layer: where an output is an input as it came, the same values under the same sizes are one.</summary>
    private static (IReadOnlyList<DeclaredLayer> Layers, ImmutableArray<DeclaredOutput> Outputs) WithALayer(
        IReadOnlyList<DeclaredLayer> layers, ImmutableArray<DeclaredOutput> outputs)
    {
        if (outputs.Any(output => layers[output.Layer].Kind != DeclaredLayer.InputKind))
        {
            return (layers, outputs);
        }

        var last = outputs[^1];
        var input = layers[last.Layer];
        var copy = new DeclaredLayer("Reshape", [last.Layer], input.Shape) { Arguments = [.. input.Shape.Select(size => $"{size}")] };
        return ([.. layers, copy], outputs.SetItem(outputs.Length - 1, last with { Layer = layers.Count }));
    }
}
