using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Consecutive widest vectors of a concatenation that all lie in one input, or that all cross a seam.</summary>
/// <param name="Start">The first output channel.</param>
/// <param name="End">The output channel behind the last.</param>
/// <param name="Input">The input, or null at a seam.</param>
/// <param name="FirstChannel">The output channel that the input's first one is.</param>
/// <param name="Pieces">At a seam: input, first channel in it, number of channels, and how far behind the part's start they go.</param>
internal sealed record ConcatPart(
    int Start, int End, int? Input, int FirstChannel, ImmutableArray<(int Input, int Channel, int Length, int Offset)> Pieces)
{
    public int SeamLength => Input is null ? End - Start : 0;

    public static ConcatPart[] Of(EquatableArray<Layout> inputs)
    {
        var parts = new List<ConcatPart>();
        int channels = inputs.Sum(layout => layout.Channels);
        for (int start = 0; start < channels; start += Layout.Lanes)
        {
            var vector = Vector(inputs, start);
            if (parts.Count > 0 && parts[parts.Count - 1] is { Input: int } open && open.Input == vector.Input)
            {
                parts[parts.Count - 1] = open with { End = vector.End };
            }
            else
            {
                parts.Add(vector);
            }
        }

        return [.. parts];
    }

    /// <summary>A vector lies in an input when its channels do, and what it reads behind them is still that position's padding.</summary>
    private static ConcatPart Vector(EquatableArray<Layout> inputs, int start)
    {
        int end = start + Layout.Lanes;
        var pieces = new List<(int, int, int, int)>();
        int first = 0;
        for (int input = 0; input < inputs.Count; input++)
        {
            int behind = first + inputs[input].Channels;
            int from = Math.Max(start, first);
            int length = Math.Min(end, behind) - from;
            bool isLast = input == inputs.Count - 1;
            if (start >= first && (end <= behind || (isLast && length > 0 && end - first <= inputs[input].Pitch)))
            {
                return new ConcatPart(start, end, input, first, []);
            }

            if (length > 0)
            {
                pieces.Add((input, from - first, length, from - start));
            }

            first = behind;
        }

        return new ConcatPart(start, end, null, 0, [.. pieces]);
    }
}
