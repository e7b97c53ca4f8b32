using System.Collections.Immutable;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Semantics;

/// <summary>Which positions of an axis an operator keeps.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Indices">The positions, in the order of the result.</param>
internal sealed record AxisSelection(int Axis, ImmutableArray<int> Indices);

/// <summary>The positions that Slice, Split and Gather take.</summary>
internal static class SelectionSemantics
{
    /// <summary>Slice: for each axis that is cut, the positions kept.</summary>
    public static ImmutableArray<AxisSelection> Slice(OperatorCall call, ImmutableArray<int> sizes)
    {
        var starts = call.AttributeOrInput("starts", 1, since: 10) ?? throw new UnsupportedException("lacks the starts");
        var ends = call.AttributeOrInput("ends", 2, since: 10) ?? throw new UnsupportedException("lacks the ends");
        var axes = call.AttributeOrInput("axes", 3, since: 10) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = (call.Opset < 10 ? null : call.FindList(4, "the steps")) ?? [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
        {
            throw new UnsupportedException($"has {starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps; expected as many of each");
        }

        _ = OperatorCall.Axes(axes, sizes.Length);
        return
        [
            .. Enumerable.Range(0, starts.Length).Select(index =>
            {
                int axis = OperatorCall.Axis(axes[index], sizes.Length);
                return new AxisSelection(axis, Range(starts[index], ends[index], steps[index], sizes[axis]));
            }),
        ];
    }

    /// <summary>Split: the lengths of the parts.</summary>
    public static ImmutableArray<int> Split(OperatorCall call, int size)
    {
        int parts = call.Node.Outputs.Length;
        if (call.AttributeOrInput("split", 1, since: 13) is { } given)
        {
            return given.Length == parts && given.Sum() == size && given.All(part => part >= 0)
                ? [.. given.Select(part => (int)part)]
                : throw new UnsupportedException($"splits {size} positions into [{string.Join(", ", given)}] for {parts} outputs");
        }

        bool unequal = call.Opset >= 18 && call.Node.Has("num_outputs");
        int length = unequal ? (size + parts - 1) / parts : size / parts;
        int last = size - (length * (parts - 1));
        return last > 0 && (unequal || last == length) && call.Node.Int("num_outputs", parts) == parts
            ? [.. Enumerable.Repeat(length, parts - 1), last]
            : throw new UnsupportedException($"splits {size} positions into {parts} equal parts");
    }

    /// <summary>Gather: indices counted from the front.</summary>
    public static ImmutableArray<int> Gather(Tensor indices, int size)
    {
        if (indices.IsFloating)
        {
            throw new UnsupportedException($"has indices of {indices.Type.Text()}; expected integers");
        }

        return
        [
            .. indices.Integers.Select(index => index >= -size && index < size
                ? (int)(index < 0 ? index + size : index)
                : throw new UnsupportedException($"has index {index} on an axis of size {size}")),
        ];
    }

    // NumPy's rules: out of range is clamped, and a negative step ends in front of position 0.
    private static ImmutableArray<int> Range(long start, long end, long step, int size)
    {
        if (step == 0)
        {
            throw new UnsupportedException("has a step of 0");
        }

        long first = Clamp(start, size, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        long last = Clamp(end, size, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        var indices = ImmutableArray.CreateBuilder<int>();
        for (long at = first; step > 0 ? at < last : at > last; at += step)
        {
            indices.Add((int)at);
            if (Math.Abs(step) > size)
            {
                break;
            }
        }

        return indices.ToImmutable();
    }

    private static long Clamp(long position, int size, long minimum, long maximum) =>
        Math.Clamp(position < 0 ? Math.Max(position, long.MinValue / 2) + size : position, minimum, maximum);
}
