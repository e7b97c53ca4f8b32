using System.Collections.Immutable;
using BnCompiler.Numeric.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>Blocks that random graphs declare and use: once or several times one after the other, and again elsewhere with another argument.</summary>
internal static class RandomBlocks
{
    /// <summary>The values of an instance's layers together, for the speed of the reference.</summary>
    private const int MostValues = 4000;

    /// <summary>A use of a new block behind the last value.</summary>
    /// <param name="body">The layers of the block, for the shape of the last value.</param>
    public static Gen<NetGraph> Use(NetGraph graph, Extent shape, Gen<NetGraph> body) =>
        from whole in body
        let layers = whole.WithoutUnread().Layers()
        from width in Gen.Elements(layers.Select(layer => layer.Outputs).Where(outputs => outputs is not null).DefaultIfEmpty(null).Distinct().ToArray())
        from isDefault in RandomLayers.Flag
        from repeat in Gen.Elements(1, 2, 3)
        let use = new UseSpec(Block(graph, layers, width, isDefault), width, repeat)
        select graph.Then(MayRepeat(use.Block) && Fits(use, shape) ? use : use with { Repeat = 1 }, graph.Last);

    /// <summary>A block that the graph has, behind the last value; none where no argument fits.</summary>
    public static IEnumerable<Gen<NetGraph>> Again(NetGraph graph, Extent shape)
    {
        UseSpec[] fitting =
        [
            .. from use in graph.Nodes.Select(node => node.Layer).OfType<UseSpec>()
               from width in new[] { use.Width, use.Block.Width, use.Width is null ? null : shape.Channels }.Distinct()
               let other = use with { Width = width, Repeat = 1 }
               where MayRepeat(use.Block) && Fits(other, shape)
               select other,
        ];
        if (fitting.Length > 0)
        {
            yield return Gen.Elements(fitting).Select(use => graph.Then(use, graph.Last));
        }
    }

    private static BlockSpec Block(NetGraph graph, ImmutableArray<LayerSpec> layers, int? width, bool isDefault)
    {
        string name = $"Block{(char)('A' + graph.Nodes.Select(node => node.Layer).OfType<UseSpec>().DistinctBy(use => use.Block.Name).Count())}";
        var block = new BlockSpec(name, width, layers);
        var other = block with { Width = 2 * width, Layers = block.Of(2 * width) };
        // Layers that have the other number anyway would follow the argument.
        return isDefault || !other.Of(width).SequenceEqual(layers) ? block : other;
    }

    /// <summary>Products of products leave the range of float32.</summary>
    private static bool MayRepeat(BlockSpec block) => !block.Layers.Any(layer => layer is MultiplySpec);

    private static bool Fits(UseSpec use, Extent shape) =>
        use.Output(shape) is not null && use.Innermost("", [shape]).Sum(inner => inner.Output.Length) <= MostValues;
}
