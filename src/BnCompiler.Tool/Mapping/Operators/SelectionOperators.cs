using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Operators that keep parts of a value or join values.</summary>
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

        node.Set(WithConstants(node, signals, indices, axis));
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

    /// <summary>Constants in front of and behind the values: each is what is added to zeros in its place.</summary>
    private static Signal WithConstants(NodeMapping node, Signal[] signals, int[] indices, int axis)
    {
        int first = Array.FindIndex(indices, index => node.FindSignal(index) is not null);
        int last = Array.FindLastIndex(indices, index => node.FindSignal(index) is not null);
        if (last - first + 1 > signals.Length)
        {
            throw new UnsupportedException("joins constants between values of the network");
        }

        Tensor[] before = [.. indices[..first].Select(index => Constant(node, index, signals[0], axis))];
        Tensor[] after = [.. indices[(last + 1)..].Select(index => Constant(node, index, signals[0], axis))];
        return Around(node, node.Stack.Concat(signals, axis), axis, before, after);
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
