using System.Collections.Immutable;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Semantics;

/// <summary>How the second operand of arithmetic lies along the first. Since opset 7 it is NumPy's rule; in front of it a flag and an axis say it.</summary>
internal static class LegacyBroadcast
{
    /// <summary>The sizes of the second operand with which NumPy's rule gives what the opset means.</summary>
    public static ImmutableArray<int> Align(OperatorCall call, ImmutableArray<int> first, ImmutableArray<int> second)
    {
        if (call.Opset >= 7)
        {
            return call.Node.Has("axis") || call.Node.Has("broadcast")
                ? throw new UnsupportedException($"has an attribute 'axis' or 'broadcast', which opset {call.Opset} does not know")
                : second;
        }

        if (call.Node.Int("broadcast", 0) == 0)
        {
            return first.SequenceEqual(second) ? second : throw new UnsupportedException($"combines {Sizes.Text(first)} and {Sizes.Text(second)} without broadcasting");
        }

        if (second.Length > first.Length)
        {
            throw new UnsupportedException($"broadcasts {Sizes.Text(second)} to {Sizes.Text(first)}");
        }

        int axis = call.Node.Has("axis") ? OperatorCall.Axis(call.Node.Int("axis", 0), first.Length) : first.Length - second.Length;
        int behind = first.Length - axis - second.Length;
        return behind >= 0
            ? [.. second, .. Enumerable.Repeat(1, behind)]
            : throw new UnsupportedException($"broadcasts {Sizes.Text(second)} to {Sizes.Text(first)} from axis {axis}");
    }
}
