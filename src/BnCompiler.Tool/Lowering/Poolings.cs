using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Lowering;

/// <summary>Poolings over one, two or more spatial axes of [channels, …]: over the last two together, over others one after the other.</summary>
internal static class Poolings
{
    public static Signal MaxPool(this LayerStack stack, Signal signal, ImmutableArray<PoolAxis> axes) =>
        stack.OverAxes(signal, axes, (value, rows, columns) => stack.MaxPool(value, rows, columns));

    public static Signal AveragePool(this LayerStack stack, Signal signal, ImmutableArray<PoolAxis> axes, bool countsBorder) =>
        stack.OverAxes(signal, axes, (value, rows, columns) => stack.AveragePool(value, rows, columns, countsBorder));

    private static Signal OverAxes(this LayerStack stack, Signal signal, ImmutableArray<PoolAxis> axes, Func<Value, PoolAxis, PoolAxis, Value> pool)
    {
        if (axes.Length == 1)
        {
            signal = signal.WithSizes([signal.Sizes[0], 1, signal.Sizes[1]]);
            var row = stack.Sequence(signal) ?? stack.View(signal.Value, signal.Sizes);
            var pooled = pool(row, PoolAxis.Trivial(1), axes[0]);
            return new Signal(pooled, [signal.Sizes[0], axes[0].Output]);
        }

        for (int axis = 1; axis <= axes.Length - 2; axis++)
        {
            var rows = stack.AroundAxis(signal, axis);
            var pooled = pool(rows, axes[axis - 1], PoolAxis.Trivial(rows.Shape[2]));
            signal = new Signal(pooled, signal.Sizes.SetItem(axis, axes[axis - 1].Output));
        }

        var image = stack.View(signal.Value, (int)Sizes.Product(signal.Sizes.SkipLast(2)), signal.Sizes[^2], signal.Sizes[^1]);
        return new Signal(pool(image, axes[^2], axes[^1]), [.. signal.Sizes.SkipLast(2), axes[^2].Output, axes[^1].Output]);
    }

    /// <summary>A sequence stays one where the layers of sequences can pool it.</summary>
    private static Value? Sequence(this LayerStack stack, Signal signal) =>
        signal.Value.Shape is [int channels, int length] && channels == signal.Sizes[0] && length == signal.Sizes[2] ? signal.Value : null;

    private static Value MaxPool(this LayerStack stack, Value value, PoolAxis rows, PoolAxis columns)
    {
        if (Ceil(rows, columns, isMean: false, countsBorder: false) is { } ceil)
        {
            return stack.Window("MaxPool", value, rows, columns, ceil, []);
        }

        var image = stack.Image(value);
        var padded = stack.ZeroPad(image, columns.Window.Before, columns.Behind, rows.Window.Before, rows.Behind);
        if (stack[image].Kind is not ("ReLU" or "ReLU6" or "Sigmoid" or "Softmax"))
        {
            padded = stack.LowestAround(padded, rows, columns);
        }

        return stack.Window("MaxPool", padded, WithoutBorder(rows), WithoutBorder(columns), false, []);
    }

    private static Value AveragePool(this LayerStack stack, Value value, PoolAxis rows, PoolAxis columns, bool countsBorder)
    {
        if (Ceil(rows, columns, isMean: true, countsBorder) is { } ceil)
        {
            bool hasBorder = rows.Window.Before + columns.Window.Before > 0;
            return stack.Window("AvgPool", value, rows, columns, ceil, hasBorder && !countsBorder ? ["CountIncludePad = false"] : []);
        }

        var padded = stack.ZeroPad(stack.Image(value), columns.Window.Before, columns.Behind, rows.Window.Before, rows.Behind);
        var mean = stack.PlainMean(padded, WithoutBorder(rows), WithoutBorder(columns));
        double taps = rows.Window.Kernel * columns.Window.Kernel;
        double[] factors = [.. rows.Counts.SelectMany(row => columns.Counts.Select(column => taps / (row * column)))];
        var signal = new Signal(mean, mean.Shape);
        return factors.All(factor => factor == 1) ? mean
            : stack.View(stack.Affine(signal, Tensor.OfDoubles([rows.Output, columns.Output], factors), null).Value, mean.Shape);
    }

    private static Value PlainMean(this LayerStack stack, Value padded, PoolAxis rows, PoolAxis columns)
    {
        if (rows.Window.Dilation == 1 && columns.Window.Dilation == 1)
        {
            return stack.Window("AvgPool", padded, rows, columns, false, []);
        }

        int channels = padded.Channels, taps = rows.Window.Kernel * columns.Window.Kernel;
        var weight = Tensor.OfSingles([channels, 1, rows.Window.Kernel, columns.Window.Kernel], [.. Enumerable.Repeat(1f / taps, channels * taps)]);
        return stack.Convolve(new Signal(padded, padded.Shape), weight, null, [rows.Window, columns.Window], channels).Value;
    }

    /// <summary>The lowest float in a border of zeros, which a maximum then never is.</summary>
    private static Value LowestAround(this LayerStack stack, Value padded, PoolAxis rows, PoolAxis columns)
    {
        var (height, width) = (padded.Shape[1], padded.Shape[2]);
        float[] border = new float[height * width];
        for (int at = 0; at < border.Length; at++)
        {
            var (row, column) = ((at / width) - rows.Window.Before, (at % width) - columns.Window.Before);
            border[at] = row >= 0 && row < rows.Size && column >= 0 && column < columns.Size ? 0 : -float.MaxValue;
        }

        var signal = stack.Affine(new Signal(padded, padded.Shape), null, Tensor.OfSingles([height, width], border));
        return stack.View(signal.Value, padded.Shape);
    }

    /// <summary>Whether the layer pools as asked with its size rounded up, or down; null where it does neither.</summary>
    private static bool? Ceil(PoolAxis rows, PoolAxis columns, bool isMean, bool countsBorder)
    {
        foreach (bool ceil in new[] { false, true })
        {
            if (rows.IsDeclarable(ceil, isMean, countsBorder) && columns.IsDeclarable(ceil, isMean, countsBorder))
            {
                return ceil;
            }
        }

        return null;
    }

    private static Value Image(this LayerStack stack, Value value) =>
        value.Shape.Length == 3 ? value : stack.View(value, value.Channels, 1, value.Positions);

    private static PoolAxis WithoutBorder(PoolAxis axis) =>
        axis with { Window = axis.Window with { Before = 0, After = 0 }, Size = axis.Size + axis.Window.Before + axis.Behind };

    private static Value Window(this LayerStack stack, string kind, Value value, PoolAxis rows, PoolAxis columns, bool ceil, ImmutableArray<string> more)
    {
        var (row, column) = (rows.Window, columns.Window);
        bool isSequence = value.Shape.Length == 2;
        ImmutableArray<string> options =
        [
            .. isSequence ? Code.Pair("Stride", column.Stride, column.Stride, column.Kernel, column.Kernel) : Code.Pair("Stride", row.Stride, column.Stride, row.Kernel, column.Kernel),
            .. isSequence ? Code.Pair("Padding", column.Before, column.Before, 0, 0) : Code.Pair("Padding", row.Before, column.Before, 0, 0),
            .. isSequence ? Code.Pair("Dilation", column.Dilation, column.Dilation, 1, 1) : Code.Pair("Dilation", row.Dilation, column.Dilation, 1, 1),
            .. ceil ? ["CeilMode = true", .. more] : more,
        ];
        return isSequence
            ? stack.Add(kind + "1d", value, [value.Channels, columns.Output], [$"{column.Kernel}"], options)
            : stack.Add(kind + "2d", value, [value.Channels, rows.Output, columns.Output], Code.Square(row.Kernel, column.Kernel), options);
    }
}
