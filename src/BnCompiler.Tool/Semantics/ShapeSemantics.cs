using System.Collections.Immutable;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Semantics;

/// <summary>The sizes that operators of layout give to a value.</summary>
internal static class ShapeSemantics
{
    /// <summary>Reshape: 0 keeps a size, −1 takes what is left.</summary>
    public static ImmutableArray<int> Reshape(OperatorCall call, ImmutableArray<int> sizes)
    {
        var target = (call.Opset < 5 ? call.Node.Ints("shape") : call.FindList(1, "the shape"))
            ?? throw new UnsupportedException("lacks the shape");
        bool keepsZeros = call.Node.Int("allowzero", 0) != 0;
        long[] wanted = new long[target.Length];
        for (int axis = 0; axis < target.Length; axis++)
        {
            wanted[axis] = target[axis] != 0 || keepsZeros ? target[axis]
                : axis < sizes.Length ? sizes[axis]
                : throw new UnsupportedException($"keeps size {axis} of a value of rank {sizes.Length}");
        }

        return Fill(wanted, Sizes.Product(sizes), [.. target]);
    }

    /// <summary>Squeeze: without the given axes, or without every axis of size 1.</summary>
    public static ImmutableArray<int> Squeeze(OperatorCall call, ImmutableArray<int> sizes)
    {
        var axes = call.AttributeOrInput("axes", 1, since: 13) is { } given
            ? OperatorCall.Axes(given, sizes.Length)
            : [.. Enumerable.Range(0, sizes.Length).Where(axis => sizes[axis] == 1)];
        return axes.All(axis => sizes[axis] == 1)
            ? [.. sizes.Where((_, axis) => !axes.Contains(axis))]
            : throw new UnsupportedException($"squeezes axes {Sizes.Text(axes)} of {Sizes.Text(sizes)}; expected sizes of 1");
    }

    /// <summary>Unsqueeze: with an axis of size 1 at each of the given places of the result.</summary>
    public static ImmutableArray<int> Unsqueeze(OperatorCall call, ImmutableArray<int> sizes)
    {
        var given = call.AttributeOrInput("axes", 1, since: 13) ?? throw new UnsupportedException("lacks the axes");
        var axes = OperatorCall.Axes(given, sizes.Length + given.Length);
        var rest = new Queue<int>(sizes);
        return [.. Enumerable.Range(0, sizes.Length + given.Length).Select(axis => axes.Contains(axis) ? 1 : rest.Dequeue())];
    }

    /// <summary>Flatten: two axes, the product of the sizes in front of an axis and of those from it on.</summary>
    public static ImmutableArray<int> Flatten(OperatorCall call, ImmutableArray<int> sizes)
    {
        long axis = call.Node.Int("axis", 1);
        int split = axis == sizes.Length ? sizes.Length : OperatorCall.Axis(axis, sizes.Length);
        return [checked((int)Sizes.Product(sizes.Take(split))), checked((int)Sizes.Product(sizes.Skip(split)))];
    }

    /// <summary>Transpose: for each axis of the result, that of the operand.</summary>
    public static ImmutableArray<int> Permutation(OperatorCall call, int rank)
    {
        if (call.Node.Ints("perm") is not { } perm)
        {
            return [.. Enumerable.Range(0, rank).Reverse()];
        }

        ImmutableArray<int> axes = [.. perm.Select(axis => OperatorCall.Axis(axis, rank))];
        return axes.Length == rank && axes.Distinct().Count() == rank
            ? axes
            : throw new UnsupportedException($"has perm [{string.Join(", ", perm)}] for a value of rank {rank}");
    }

    /// <summary>Expand: the sizes broadcast against the shape.</summary>
    public static ImmutableArray<int> Expand(OperatorCall call, ImmutableArray<int> sizes)
    {
        var shape = CheckedSizes(call.FindList(1, "the shape") ?? throw new UnsupportedException("lacks the shape"));
        return Sizes.Broadcast(sizes, shape) ?? throw new UnsupportedException($"expands {Sizes.Text(sizes)} to {Sizes.Text(shape)}");
    }

    /// <summary>Sizes from a tensor.</summary>
    public static ImmutableArray<int> CheckedSizes(IEnumerable<long> sizes)
    {
        double length = 1;
        foreach (long size in sizes)
        {
            length *= size;
            if (size is < 0 or > int.MaxValue || length > int.MaxValue)
            {
                throw new UnsupportedException($"asks for sizes [{string.Join(", ", sizes)}]; expected sizes from 0 whose product is below 2^31");
            }
        }

        return [.. sizes.Select(size => (int)size)];
    }

    private static ImmutableArray<int> Fill(long[] wanted, long length, long[] written)
    {
        int open = Array.IndexOf(wanted, -1);
        double known = wanted.Where((_, axis) => axis != open).Aggregate(1.0, (product, size) => product * size);
        if (open >= 0 && known > 0 && length % known == 0)
        {
            wanted[open] = (long)(length / known);
            known = length;
        }

        return known == length && wanted.All(size => size is >= 0 and <= int.MaxValue)
            ? [.. wanted.Select(size => (int)size)]
            : throw new UnsupportedException($"reshapes {length} values to [{string.Join(", ", written)}]");
    }
}
