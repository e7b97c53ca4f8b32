using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Lowering;

/// <summary>Moving elements with declared layers.</summary>
internal static class Layouts
{
    /// <summary>The same elements under other sizes; nothing is declared for it until they are read.</summary>
    public static Signal WithSizes(this Signal signal, ImmutableArray<int> sizes) => new(signal.Value, sizes);

    /// <summary>The value as three axes: what is in front of one, the axis, and what is behind it.</summary>
    public static Value AroundAxis(this LayerStack stack, Signal signal, int axis) =>
        stack.View(signal.Value, signal.Outer(axis), signal.Sizes[axis], signal.Inner(axis));

    /// <summary>
    /// The axes in another order. A ChannelShuffle exchanges the first two of three groups of axes, and every order is reached by such exchanges: each brings one axis to its
    /// place, from the last to the first.
    /// </summary>
    public static Signal Permute(this LayerStack stack, Signal signal, ImmutableArray<int> permutation)
    {
        ImmutableArray<int> result = [.. permutation.Select(axis => signal.Sizes[axis])];
        var (sizes, order) = Merged(signal.Sizes, permutation);
        var value = signal.Value;
        List<int> current = [.. Enumerable.Range(0, sizes.Length)];
        for (int place = order.Length - 1; place >= 0; place--)
        {
            int at = current.IndexOf(order[place]);
            if (at == place)
            {
                continue;
            }

            int front = Product(current.Take(at + 1), sizes);
            int back = Product(current.Skip(at + 1).Take(place - at), sizes);
            value = stack.Exchange(value, front, back);
            current = [.. current.Skip(at + 1).Take(place - at), .. current.Take(at + 1), .. current.Skip(place + 1)];
        }

        return new Signal(value, result);
    }

    /// <summary>[front, back, rest] to [back, front, rest].</summary>
    public static Value Exchange(this LayerStack stack, Value value, int front, int back)
    {
        if (front == 1 || back == 1)
        {
            return value;
        }

        var channels = stack.View(value, front * back, value.Length / (front * back));
        return stack.Add("ChannelShuffle", channels, channels.Shape, [$"{front}"]);
    }

    /// <summary>The elements repeated along axes of size 1 until they have these sizes, which the signal's broadcast to.</summary>
    public static Signal Expand(this LayerStack stack, Signal signal, ImmutableArray<int> sizes)
    {
        var expanded = signal.WithSizes(Sizes.PadRank(signal.Sizes, sizes.Length));
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            expanded = expanded.Sizes[axis] == sizes[axis] ? expanded : stack.Repeat(expanded, axis, sizes[axis]);
        }

        return expanded;
    }

    /// <summary>What is behind an axis, several times one after the other.</summary>
    public static Signal Repeat(this LayerStack stack, Signal signal, int axis, int times)
    {
        if (times == 1)
        {
            return signal;
        }

        int block = signal.Sizes[axis] * signal.Inner(axis);
        var rows = stack.View(signal.Value, signal.Outer(axis), 1, block);
        var repeated = stack.Add("Upsample", rows, [rows.Shape[0], CheckedSize(times), block], ["1"], $"ScaleHeight = {times}");
        return new Signal(repeated, signal.Sizes.SetItem(axis, signal.Sizes[axis] * times));
    }

    /// <summary>Zeros in front of and behind an axis.</summary>
    public static Signal PadZeros(this LayerStack stack, Signal signal, ImmutableArray<int> before, ImmutableArray<int> after)
    {
        int rank = signal.Sizes.Length;
        bool isImage = rank >= 3 && before.Take(rank - 2).Concat(after.Take(rank - 2)).All(size => size == 0);
        if (isImage)
        {
            var image = stack.Natural(signal);
            var sizes = signal.Sizes.SetItem(rank - 2, signal.Sizes[rank - 2] + before[rank - 2] + after[rank - 2])
                .SetItem(rank - 1, signal.Sizes[rank - 1] + before[rank - 1] + after[rank - 1]);
            return new Signal(stack.ZeroPad(image, before[rank - 1], after[rank - 1], before[rank - 2], after[rank - 2]), sizes);
        }

        for (int axis = 0; axis < rank; axis++)
        {
            if (before[axis] + after[axis] > 0)
            {
                var rows = stack.AroundAxis(signal, axis);
                signal = new Signal(
                    stack.ZeroPad(rows, 0, 0, before[axis], after[axis]), signal.Sizes.SetItem(axis, signal.Sizes[axis] + before[axis] + after[axis]));
            }
        }

        return signal;
    }

    public static Value ZeroPad(this LayerStack stack, Value image, int left, int right, int top, int bottom)
    {
        if (left + right + top + bottom == 0)
        {
            return image;
        }

        ImmutableArray<int> shape = [image.Shape[0], image.Shape[1] + CheckedSize(top) + CheckedSize(bottom), image.Shape[2] + CheckedSize(left) + CheckedSize(right)];
        return left == right && top == bottom && left == top
            ? stack.Add("ZeroPad2d", image, shape, [$"{left}"])
            : stack.Add("ZeroPad2d", image, shape, [$"{left}", $"{right}", $"{top}", $"{bottom}"]);
    }

    /// <summary>Sizes of windows, strides and borders that the compiler takes.</summary>
    public static int CheckedSize(int size) => size <= 32767 ? size : throw new UnsupportedException($"needs a window, step or border of {size}; expected at most 32767");

    private static int Product(IEnumerable<int> axes, ImmutableArray<int> sizes) => axes.Aggregate(1, (product, axis) => product * sizes[axis]);

    /// <summary>Without axes of size 1, and with neighbours that stay together as one axis.</summary>
    private static (ImmutableArray<int> Sizes, ImmutableArray<int> Order) Merged(ImmutableArray<int> sizes, ImmutableArray<int> permutation)
    {
        List<List<int>> groups = [];
        foreach (int axis in permutation.Where(axis => sizes[axis] != 1))
        {
            bool follows = groups.Count > 0 && Enumerable.Range(groups[^1][^1] + 1, Math.Max(0, axis - groups[^1][^1] - 1)).All(between => sizes[between] == 1)
                && groups[^1][^1] < axis;
            if (follows)
            {
                groups[^1].Add(axis);
            }
            else
            {
                groups.Add([axis]);
            }
        }

        var original = groups.OrderBy(group => group[0]).ToList();
        return ([.. original.Select(group => group.Aggregate(1, (product, axis) => product * sizes[axis]))], [.. groups.Select(group => original.IndexOf(group))]);
    }
}
