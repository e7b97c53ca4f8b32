using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Operators that keep parts of a value, join values, or put a border around one.</summary>
internal static class SelectionOperators
{
    public static void Concat(NodeMapping node)
    {
        var indices = Enumerable.Range(0, node.Node.Inputs.Length).ToArray();
        Signal[] signals = [.. indices.Select(node.FindSignal).OfType<Signal>()];
        node.CheckBatches(signals);
        int rank = node.ModelSizes(signals[0]).Length;
        int axis = node.SampleAxis(NodeMapping.Axis(node.Node.Has("axis") ? node.Node.Int("axis", 0) : node.Opset < 4 ? 1 : throw new UnsupportedException("lacks the axis"), rank));
        if (signals.Any(signal => !Fits(signal.Sizes, signals[0].Sizes, axis)))
        {
            throw new UnsupportedException($"joins {string.Join(" and ", signals.Select(signal => Sizes.Text(node.ModelSizes(signal))))} along an axis");
        }

        if (signals.Length == indices.Length)
        {
            node.Set(node.Stack.Concat(signals, axis));
            return;
        }

        // A constant is what is added to zeros in its place.
        Signal[] parts = signals;
        int first = Array.FindIndex(indices, index => node.FindSignal(index) is not null);
        int last = Array.FindLastIndex(indices, index => node.FindSignal(index) is not null);
        var between = indices[first..(last + 1)];
        if (between.Any(index => node.FindSignal(index) is null))
        {
            throw new UnsupportedException("joins constants between values of the network");
        }

        Tensor[] before = [.. indices[..first].Select(index => Constant(node, index, signals[0], axis))];
        Tensor[] after = [.. indices[(last + 1)..].Select(index => Constant(node, index, signals[0], axis))];
        node.Set(Around(node, node.Stack.Concat(parts, axis), axis, before, after));
    }

    public static void Slice(NodeMapping node)
    {
        var signal = node.Signal(0);
        var cuts = SelectionSemantics.Slice(node, node.ModelSizes(signal));
        if (node.IsBatched && node.Stack.TrySubsample(signal, cuts) is { } subsampled)
        {
            node.Set(subsampled);
            return;
        }

        foreach (var cut in cuts)
        {
            bool keepsAll = cut.Indices.SequenceEqual(Enumerable.Range(0, node.ModelSizes(signal)[cut.Axis]));
            signal = keepsAll ? signal : node.Stack.Select(signal, node.SampleAxis(cut.Axis), cut.Indices);
        }

        node.Set(signal);
    }

    public static void Split(NodeMapping node)
    {
        var signal = node.Signal(0);
        int axis = node.SampleAxis(NodeMapping.Axis(node.Node.Int("axis", 0), node.ModelSizes(signal).Length));
        int first = 0;
        foreach (var (length, output) in SelectionSemantics.Split(node, signal.Sizes[axis]).Select((length, output) => (length, output)))
        {
            if (node.IsUsed(output))
            {
                node.Set(output, node.Stack.Select(signal, axis, [.. Enumerable.Range(first, length)]));
            }

            first += length;
        }
    }

    public static void Gather(NodeMapping node)
    {
        var signal = node.Signal(0);
        int modelAxis = NodeMapping.Axis(node.Node.Int("axis", 0), node.ModelSizes(signal).Length);
        var indices = node.Constant(1, "the indices");
        int axis = node.SampleAxis(modelAxis);
        var taken = node.Stack.Select(signal, axis, SelectionSemantics.Gather(indices, signal.Sizes[axis]));
        node.Set(taken.WithSizes([.. signal.Sizes.Take(axis), .. indices.Sizes, .. signal.Sizes.Skip(axis + 1)]));
    }

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

    private static Tensor Constant(NodeMapping node, int index, Signal signal, int axis)
    {
        var constant = node.SampleConstant(node.Constant(index, "a part"), signal);
        return constant.IsFloating && Fits(constant.Sizes, signal.Sizes, axis)
            ? constant
            : throw new UnsupportedException($"joins a constant of {constant.Type.Text()} and sizes {Sizes.Text(constant.Sizes)} to {Sizes.Text(signal.Sizes)}");
    }

    private static Signal Around(NodeMapping node, Signal signal, int axis, Tensor[] before, Tensor[] after)
    {
        ImmutableArray<int> none = [.. signal.Sizes.Select(_ => 0)];
        int front = before.Sum(part => part.Sizes[axis]), back = after.Sum(part => part.Sizes[axis]);
        var padded = node.Stack.PadZeros(signal, none.SetItem(axis, front), none.SetItem(axis, back));
        int outer = padded.Outer(axis), inner = padded.Inner(axis);
        double[] addend = new double[padded.Length];
        int position = 0;
        foreach (var part in before.Append(null).Concat(after))
        {
            int size = part?.Sizes[axis] ?? signal.Sizes[axis];
            for (int index = 0; part is not null && index < part.Length; index++)
            {
                addend[(index / (size * inner) * padded.Sizes[axis] * inner) + (position * inner) + (index % (size * inner))] = part.Number(index);
            }

            position += size;
        }

        return outer * inner == 0 ? padded : node.Stack.Affine(padded, null, Tensor.OfDoubles(padded.Sizes, addend));
    }

    private static bool Fits(ImmutableArray<int> sizes, ImmutableArray<int> others, int axis) =>
        sizes.Length == others.Length && sizes.SetItem(axis, 1).SequenceEqual(others.SetItem(axis, 1));
}
