using System.Collections.Immutable;

namespace BnCompiler.Tool.Declaring;

/// <summary>Puts uses of blocks in the place of layers that come again.</summary>
internal static class RecognizeBlocks
{
    /// <param name="name">The network's class, with which the names of its blocks begin.</param>
    public static Declaration Run(Declaration declaration, string name)
    {
        var uses = Uses(declaration, name);
        if (uses.Count == 0)
        {
            return declaration;
        }

        int[] places = new int[declaration.Layers.Length];
        List<DeclaredLayer> layers = [];
        for (int index = 0; index < declaration.Layers.Length; index++)
        {
            var layer = declaration.Layers[index];
            if (uses.TryGetValue(index, out var use))
            {
                index += use.Instances[0].Length - 2;
                Add(layers, use, places[layer.Inputs[0]], declaration.Layers[index].Shape);
            }
            else
            {
                layers.Add(layer with { Inputs = [.. layer.Inputs.Select(input => places[input])] });
            }

            places[index] = layers.Count - 1;
        }

        ImmutableArray<DeclaredLayer> declared = [.. layers];
        return new Declaration(declared, LayerNaming.Assign(declared), [.. declaration.Outputs.Select(output => output with { Layer = places[output.Layer] })]);
    }

    /// <summary>Adds a use, or makes it one with the use in front of it where nothing else reads that.</summary>
    private static void Add(List<DeclaredLayer> layers, BlockUse use, int input, ImmutableArray<int> shape)
    {
        bool follows = input == layers.Count - 1 && layers[^1].Use is not null;
        if (follows && layers[^1].Use!.TryJoin(use) is { } joined)
        {
            layers[^1] = layers[^1] with { Use = joined, Shape = shape, ModelName = joined.ModelName };
            return;
        }

        layers.Add(new DeclaredLayer(DeclaredLayer.UseKind, [input], shape) { Use = use, ModelName = use.ModelName });
    }

    /// <summary>The uses by their first layer; what comes once only is no block.</summary>
    private static Dictionary<int, BlockUse> Uses(Declaration declaration, string name)
    {
        var uses = new Dictionary<int, BlockUse>();
        int number = 1;
        foreach (var pattern in BlockFinder.Find(declaration.Layers, declaration.Outputs).GroupBy(range => BlockFinder.Pattern(declaration.Layers, range)))
        {
            if (BlockBuilder.Build($"{name}Block{number}", [.. pattern.Select(range => BlockFinder.Instance(declaration.Layers, range))]) is { } built)
            {
                number++;
                foreach (var (range, use) in pattern.Zip(built))
                {
                    uses.Add(range.Start, use);
                }
            }
        }

        return uses;
    }
}
