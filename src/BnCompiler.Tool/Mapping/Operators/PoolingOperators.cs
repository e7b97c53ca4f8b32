using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Poolings.</summary>
internal static class PoolingOperators
{
    public static void MaxPool(NodeMapping node)
    {
        node.OnlyFirstOutput();
        var signal = node.Image(0);
        node.SetImage(node.Stack.MaxPool(signal, Axes(node, signal, countsBorder: false)));
    }

    public static void AveragePool(NodeMapping node)
    {
        var signal = node.Image(0);
        bool countsBorder = node.Node.Int("count_include_pad", 0) != 0;
        var axes = Axes(node, signal, countsBorder);
        if (axes.Any(axis => axis.Counts.Contains(0)))
        {
            throw new UnsupportedException("has a window that lies outside of the value");
        }

        node.SetImage(node.Stack.AveragePool(signal, axes, countsBorder));
    }

    public static void GlobalAveragePool(NodeMapping node) => Global(node, (stack, signal, axes) => stack.Mean(signal, axes));

    public static void GlobalMaxPool(NodeMapping node) => Global(node, (stack, signal, axes) => stack.Largest(signal, axes));

    private static void Global(NodeMapping node, Func<LayerStack, Signal, ImmutableArray<int>, Signal> reduce)
    {
        var signal = node.Image(0);
        if (signal.Sizes.Length < 2)
        {
            throw new UnsupportedException($"takes a value of sizes {Sizes.Text(node.ModelSizes(signal))}; expected spatial axes");
        }

        node.SetImage(reduce(node.Stack, signal, [.. Enumerable.Range(1, signal.Sizes.Length - 1)]));
    }

    private static ImmutableArray<PoolAxis> Axes(NodeMapping node, Signal signal, bool countsBorder)
    {
        ImmutableArray<int> sizes = [.. signal.Sizes.Skip(1)];
        if (node.Node.Ints("kernel_shape") is not { } written)
        {
            throw new UnsupportedException("lacks kernel_shape");
        }

        var kernel = WindowReader.List(node, "kernel_shape", written.Length, 1, 1);
        bool ceil = node.Node.Int("ceil_mode", 0) != 0;
        var window = WindowReader.Read(node, kernel, sizes);
        return [.. window.Select((axis, index) => PoolAxis.Of(axis, sizes[index], ceil, countsBorder))];
    }
}
