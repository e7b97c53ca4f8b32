using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Lowering;

/// <summary>Bringing axes to one value each: pooling with a window as large as what is reduced.</summary>
internal static class Reductions
{
    /// <summary>The mean over axes, which stay with size 1.</summary>
    public static Signal Mean(this LayerStack stack, Signal signal, ImmutableArray<int> axes) => stack.Reduce(signal, axes, "AvgPool2d", "GlobalAvgPool2d");

    /// <summary>The largest value over axes, which stay with size 1.</summary>
    public static Signal Largest(this LayerStack stack, Signal signal, ImmutableArray<int> axes) => stack.Reduce(signal, axes, "MaxPool2d", "GlobalMaxPool2d");

    /// <summary>The sum over axes, which stay with size 1.</summary>
    public static Signal Sum(this LayerStack stack, Signal signal, ImmutableArray<int> axes) =>
        stack.Affine(stack.Mean(signal, axes), Sizes.Product(axes.Select(axis => signal.Sizes[axis])), 0);

    private static Signal Reduce(this LayerStack stack, Signal signal, ImmutableArray<int> axes, string window, string whole)
    {
        foreach (var (first, last) in Runs(axes))
        {
            int size = (int)Sizes.Product(signal.Sizes.Skip(first).Take(last - first + 1));
            var sizes = signal.Sizes;
            for (int axis = first; axis <= last; axis++)
            {
                sizes = sizes.SetItem(axis, 1);
            }

            signal = size == 1 ? signal.WithSizes(sizes) : new Signal(stack.Reduce(signal, first, size, window, whole), sizes);
        }

        return signal;
    }

    private static Value Reduce(this LayerStack stack, Signal signal, int first, int size, string window, string whole)
    {
        int outer = signal.Outer(first);
        int inner = signal.Length / outer / size;
        if (inner > 1)
        {
            return stack.Pool(stack.View(signal.Value, outer, size, inner), window, size);
        }

        bool isImage = signal.Value.Shape is [int channels, _, _] && channels == outer;
        var image = isImage ? signal.Value : stack.View(signal.Value, outer, 1, size);
        return stack.Add(whole, image, [outer, 1, 1], []);
    }

    /// <summary>A window over all rows of [outer, rows, columns].</summary>
    private static Value Pool(this LayerStack stack, Value rows, string window, int size) =>
        stack.Add(window, rows, [rows.Shape[0], 1, rows.Shape[2]], [$"{Layouts.CheckedSize(size)}", "1"]);

    /// <summary>Neighbouring axes, each run from its first to its last.</summary>
    private static IEnumerable<(int First, int Last)> Runs(ImmutableArray<int> axes)
    {
        for (int index = 0; index < axes.Length; index++)
        {
            int first = axes[index];
            while (index + 1 < axes.Length && axes[index + 1] == axes[index] + 1)
            {
                index++;
            }

            yield return (first, axes[index]);
        }
    }
}
