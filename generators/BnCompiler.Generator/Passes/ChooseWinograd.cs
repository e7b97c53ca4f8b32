using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Passes;

/// <summary>
/// Convolutions that take less time by Winograd's minimal filtering, by <see cref="WinogradCost"/>.
/// <para>Afterwards: those nodes have a <see cref="WinogradConv2dLayer"/>. The graph is the same, and so are the results but for rounding.</para>
/// </summary>
/// <param name="trains">Whether the program has gradients, which then are done that way too.</param>
internal sealed class ChooseWinograd(bool trains) : Pass
{
    private static readonly int[] Sizes = [2, 4];

    public override bool Concerns(Graph graph) => graph.AllowsWinograd && graph.Nodes.Any(node => Sizes.Any(size => WinogradConv2dLayer.Fits(node, size)));

    public override Graph Run(Graph graph, PassLog log)
    {
        foreach (var node in graph.Nodes)
        {
            int best = Sizes.Where(size => WinogradConv2dLayer.Fits(node, size) && WinogradCost.IsWorthIt(node, size)).OrderBy(size => WinogradCost.Of(node, size)).FirstOrDefault();
            if (best > 0)
            {
                graph = graph.With(node with { Layer = new WinogradConv2dLayer((Conv2dLayer)node.Layer, best, trains) });
                log.Decide($"{node.Name}: F({best}×{best}, 3×3), about {WinogradCost.Direct(node) / WinogradCost.Of(node, best):0.0} times as fast");
            }
        }

        return graph;
    }
}
