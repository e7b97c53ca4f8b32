namespace BnCompiler.Generator.Ir;

/// <summary>
/// What a constant in front of a zero-padded convolution adds behind it: near the border fewer taps lie inside the image, so every output position has a bias of its own.
/// </summary>
/// <param name="Image">The image that the taps are inside of.</param>
internal sealed record BorderBias(Window Window, Shape Image, BiasRows Rows);

/// <summary>
/// Biases by position, in rows of all columns. Rows of the output with the same taps inside the image share one: the first <paramref name="Leading"/> and the last
/// <paramref name="Trailing"/> have a row each, and all between share one.
/// </summary>
/// <param name="Rows">Rows of the output.</param>
/// <param name="Columns">Columns of the output.</param>
/// <param name="Pitch">Floats from one column to the next.</param>
internal sealed record BiasRows(int Rows, int Columns, int Leading, int Trailing, int Pitch)
{
    public int RowStride => Columns * Pitch;

    public int Length => (Leading + 1 + Trailing) * RowStride;

    /// <summary>Whether there is one position, whose bias is a vector like any other.</summary>
    public bool IsOnePosition => Rows * Columns == 1;

    public static BiasRows Of(Window window, Shape image, Shape result)
    {
        string[] taps = [.. Enumerable.Range(0, result.Height).Select(row => TapsInside(window, image.Height, row))];
        var (first, length) = LongestRun(taps);
        return new BiasRows(result.Height, result.Width, first, result.Height - first - length, Layout.RoundUp(result.Channels, Layout.Lanes));
    }

    private static string TapsInside(Window window, int height, int row)
    {
        int start = (row * window.StrideHeight) - window.PaddingHeight;
        var inside = Enumerable.Range(0, window.KernelHeight).Where(tap => start + (tap * window.DilationHeight) is int at && at >= 0 && at < height);
        return string.Join(",", inside.Select(tap => $"{tap}"));
    }

    private static (int First, int Length) LongestRun(string[] rows)
    {
        var longest = (First: 0, Length: 0);
        for (int first = 0; first < rows.Length;)
        {
            int length = rows.Skip(first).TakeWhile(row => row == rows[first]).Count();
            longest = length > longest.Length ? (first, length) : longest;
            first += length;
        }

        return longest;
    }
}
