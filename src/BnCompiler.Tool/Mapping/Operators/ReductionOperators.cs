using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Reductions of axes.</summary>
internal static class ReductionOperators
{
    public static void ReduceMean(NodeMapping node) => Reduce(node, 18, (stack, signal, axes) => stack.Mean(signal, axes));

    public static void ReduceSum(NodeMapping node) => Reduce(node, 13, (stack, signal, axes) => stack.Sum(signal, axes));

    public static void ReduceMax(NodeMapping node) => Reduce(node, 18, (stack, signal, axes) => stack.Largest(signal, axes));

    public static void ReduceMin(NodeMapping node) => Reduce(node, 18, (stack, signal, axes) => stack.Negate(stack.Largest(stack.Negate(signal), axes)));

    public static void ReduceL1(NodeMapping node) => Reduce(node, 18, (stack, signal, axes) => stack.Sum(stack.Abs(signal), axes));

    public static void ReduceSumSquare(NodeMapping node) => Reduce(node, 18, (stack, signal, axes) => stack.Sum(stack.Power(signal, 2), axes));

    public static void ReduceLogSumExp(NodeMapping node) => Reduce(
        node, 18, (stack, signal, axes) => axes.Aggregate(signal, (reduced, axis) => stack.LogSumExp(reduced, axis)));

    /// <param name="since">The opset from which on the axes are an input.</param>
    private static void Reduce(NodeMapping node, long since, Func<LayerStack, Signal, ImmutableArray<int>, Signal> reduce)
    {
        var signal = node.Signal(0);
        var axes = node.SampleAxes(ReductionAxes.Of(node, node.ModelSizes(signal).Length, since));
        var reduced = reduce(node.Stack, signal, axes);
        node.Set(node.Node.Int("keepdims", 1) != 0 ? reduced : reduced.WithSizes([.. reduced.Sizes.Where((_, axis) => !axes.Contains(axis))]));
    }
}
