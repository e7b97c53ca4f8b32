using System.Collections.Immutable;
using BnCompiler.Tool.Semantics;

namespace BnCompiler.Tool.Lowering;

/// <summary>A pooling along one axis, with what it divides by.</summary>
/// <param name="Window">The window.</param>
/// <param name="Size">Positions of the input.</param>
/// <param name="Output">Positions of the output.</param>
/// <param name="Counts">What each mean divides by.</param>
internal sealed record PoolAxis(WindowAxis Window, int Size, int Output, ImmutableArray<int> Counts)
{
    public static PoolAxis Trivial(int size) => new(new WindowAxis(1, 1, 1, 0, 0), size, size, [.. Enumerable.Repeat(1, size)]);

    public static PoolAxis Of(WindowAxis window, int size, bool ceil, bool countsBorder)
    {
        int room = size + window.Before + window.After - window.Extent;
        int output = (room < 0 ? -1 : (room + (ceil ? window.Stride - 1 : 0)) / window.Stride) + 1;

        // A window that would start in the border behind the input is left out.
        output -= ceil && (output - 1) * window.Stride >= size + window.Before ? 1 : 0;
        return output > 0
            ? new PoolAxis(window, size, output, CountsOf(window, size, output, countsBorder))
            : throw new UnsupportedException($"has a window that does not fit on {size} positions");
    }

    /// <summary>Whether the layer with the same border on both sides gives the same positions, and the same counts where they matter.</summary>
    public bool IsDeclarable(bool ceil, bool isMean, bool countsBorder)
    {
        int extent = Window.Extent;
        int room = Size + (2 * Window.Before) - extent;
        int output = room < 0 ? 0 : ((room + (ceil ? Window.Stride - 1 : 0)) / Window.Stride) + 1;
        output -= ceil && (output - 1) * Window.Stride >= Size + Window.Before ? 1 : 0;
        return output == Output && Window.Before <= Window.Kernel / 2
            && (!isMean || (Window.Dilation == 1 && Counts.SequenceEqual(CountsOf(Window with { After = Window.Before }, Size, Output, countsBorder))));
    }

    /// <summary>Border behind the input up to the end of the last window.</summary>
    public int Behind => Math.Max(0, ((Output - 1) * Window.Stride) + Window.Extent - Size - Window.Before);

    private static ImmutableArray<int> CountsOf(WindowAxis window, int size, int output, bool countsBorder)
    {
        int first = countsBorder ? -window.Before : 0;
        int last = countsBorder ? size + window.After : size;
        return
        [
            .. Enumerable.Range(0, output).Select(index => Enumerable.Range(0, window.Kernel)
                .Count(tap => (index * window.Stride) - window.Before + (tap * window.Dilation) is int at && at >= first && at < last)),
        ];
    }
}
