using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Pad: a border of a value, or of positions from inside.</summary>
internal static class PadOperator
{
    public static void Pad(NodeMapping node)
    {
        var signal = node.Signal(0);
        int rank = node.ModelSizes(signal).Length;
        var (before, after) = Borders(node, rank);
        for (int axis = 0; axis < rank; axis++)
        {
            if (before[axis] != 0 || after[axis] != 0)
            {
                _ = node.SampleAxis(axis);
            }
        }

        int skip = rank - signal.Sizes.Length;
        string mode = node.Node.Text("mode", "constant");
        if (mode is not ("constant" or "edge" or "reflect" or "wrap"))
        {
            throw new UnsupportedException($"has mode '{mode}'; expected 'constant', 'edge', 'reflect' or 'wrap'");
        }

        node.Set(mode == "constant"
            ? Constant(node, signal, [.. before.Skip(skip)], [.. after.Skip(skip)])
            : Positions(node, signal, mode, [.. before.Skip(skip)], [.. after.Skip(skip)]));
    }

    private static Signal Constant(NodeMapping node, Signal signal, ImmutableArray<int> before, ImmutableArray<int> after)
    {
        double value = node.Opset < 11 ? node.Node.Float("value", 0) : node.FindConstant(2, "the value") is { Length: > 0 } given ? given.Number(0) : 0;
        for (int axis = 0; axis < before.Length; axis++)
        {
            // A negative border cuts off.
            int first = Math.Max(0, -before[axis]);
            int last = signal.Sizes[axis] - Math.Max(0, -after[axis]);
            signal = node.Stack.Select(signal, axis, [.. Enumerable.Range(first, Math.Max(0, last - first))]);
        }

        ImmutableArray<int> front = [.. before.Select(size => Math.Max(0, size))], back = [.. after.Select(size => Math.Max(0, size))];
        var padded = node.Stack.PadZeros(signal, front, back);
        return value == 0 || padded.Length == signal.Length ? padded : node.Stack.Affine(padded, null, Border(padded.Sizes, front, signal.Sizes, value));
    }

    /// <summary>A tensor that is a value around an inner part and 0 there.</summary>
    private static Tensor Border(ImmutableArray<int> sizes, ImmutableArray<int> front, ImmutableArray<int> inner, double value)
    {
        int[] strides = Sizes.Strides(sizes);
        double[] border = new double[(int)Sizes.Product(sizes)];
        for (int index = 0; index < border.Length; index++)
        {
            bool isInside = Enumerable.Range(0, sizes.Length).All(axis =>
                (index / strides[axis] % sizes[axis]) - front[axis] is int position && position >= 0 && position < inner[axis]);
            border[index] = isInside ? 0 : value;
        }

        return Tensor.OfDoubles(sizes, border);
    }

    /// <summary>A border of values from inside: which position each of the result's is.</summary>
    private static Signal Positions(NodeMapping node, Signal signal, string mode, ImmutableArray<int> before, ImmutableArray<int> after)
    {
        for (int axis = 0; axis < before.Length; axis++)
        {
            int size = signal.Sizes[axis];
            int length = before[axis] + size + after[axis];
            if (length > 32767)
            {
                throw new UnsupportedException($"pads axis {axis} to {length} positions; expected at most 32767");
            }

            ImmutableArray<int> positions = [.. Enumerable.Range(-before[axis], Math.Max(0, length)).Select(position => Inside(position, size, mode))];
            signal = node.Stack.Select(signal, axis, positions);
        }

        return signal;
    }

    private static int Inside(int position, int size, string mode) => mode switch
    {
        _ when position >= 0 && position < size => position,
        "edge" => Math.Clamp(position, 0, size - 1),
        "reflect" when size > 1 && position > -size && position < (2 * size) - 1 => position < 0 ? -position : (2 * (size - 1)) - position,
        "reflect" => throw new UnsupportedException($"reflects {size} positions over more than they are"),
        _ => ((position % size) + size) % size,
    };

    private static (ImmutableArray<int> Before, ImmutableArray<int> After) Borders(NodeMapping node, int rank)
    {
        var pads = node.AttributeOrInput("pads", 1, since: 11) ?? throw new UnsupportedException("lacks the pads");
        var axes = node.Opset >= 18 && node.FindList(3, "the axes") is { } given
            ? given.Select(axis => NodeMapping.Axis(axis, rank)).ToImmutableArray()
            : [.. Enumerable.Range(0, rank)];
        if (pads.Length != 2 * axes.Length || axes.Distinct().Count() != axes.Length || pads.Any(pad => Math.Abs(pad) > 32767))
        {
            throw new UnsupportedException($"has pads [{string.Join(", ", pads)}] for {axes.Length} axes; expected two of at most 32767 for each");
        }

        int[] before = new int[rank], after = new int[rank];
        for (int index = 0; index < axes.Length; index++)
        {
            (before[axes[index]], after[axes[index]]) = ((int)pads[index], (int)pads[axes.Length + index]);
        }

        return ([.. before], [.. after]);
    }
}
