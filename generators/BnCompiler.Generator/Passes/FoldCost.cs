using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>
/// What a BatchNorm costs at inference, in loads and multiply-adds of a whole vector per sample, of which a core does two a cycle. What is multiplied into weights costs
/// nothing; the rest is this:
/// <list type="bullet">
/// <item>in front of zero padding, where every position has a bias of its own: one load per vector of each output, where the tile otherwise copies a register, once for all
/// BatchNorms in front;</item>
/// <item>in a kernel: a multiply-add and the loads of scale and shift per vector of the value;</item>
/// <item>beside a value that others read: a store as well, of which a core does one a cycle;</item>
/// <item>while the network's input is read: nothing that shows, since that waits for memory.</item>
/// </list>
/// </summary>
internal static class FoldCost
{
    private const long PerPositionBias = 1;
    private const long InKernel = 3;
    private const long Store = 2;

    /// <summary>Multiplied into the weights of its readers.</summary>
    public static long Forward(Graph graph, ForwardFold fold) =>
        fold.Targets.Select(target => graph[target.Id])
            .Where(node => node.Layer.BorderBias(node) is { Rows.IsOnePosition: false } && !node.Folds.Any(known => known.Side == FoldSide.Input))
            .Sum(node => PerPositionBias * Vectors(node.Shape));

    /// <summary>Computed by the kernel that writes its input.</summary>
    public static long Kernel(Graph graph, Node batchNorm)
    {
        var producer = graph[batchNorm.Inputs.Single()];
        bool isAlone = graph.HasSingleConsumer(producer.Id);
        return isAlone && producer.Inputs.IsEmpty ? 0 : (InKernel + (isAlone ? 0 : Store)) * Vectors(batchNorm.Shape);
    }

    private static long Vectors(Shape shape) => (long)shape.Positions * (Layout.RoundUp(shape.Channels, Layout.Lanes) / Layout.Lanes);
}
