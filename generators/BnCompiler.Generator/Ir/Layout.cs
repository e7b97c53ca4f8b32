namespace BnCompiler.Generator.Ir;

/// <summary>Rows and columns of zeros around an image.</summary>
internal readonly record struct Halo(int Top, int Left, int Bottom, int Right)
{
    public static Halo None => default;

    public static Halo Union(Halo a, Halo b) =>
        new(Math.Max(a.Top, b.Top), Math.Max(a.Left, b.Left), Math.Max(a.Bottom, b.Bottom), Math.Max(a.Right, b.Right));
}

/// <summary>
/// How one sample's value lies in memory: channels innermost (NHWC), <paramref name="Pitch"/> floats from one position to the
/// next, a halo of zeros around the image. A flat value has one position. All strides are in floats.
/// </summary>
internal sealed record Layout(int Channels, int Height, int Width, int Pitch, Halo Halo)
{
    /// <summary>Lanes of the widest vector. Pitches are multiples of it, so that a loop over channels has no tail in any tier.</summary>
    public const int Lanes = 16;

    public int RowStride => (Halo.Left + Width + Halo.Right) * Pitch;

    /// <summary>Whether a worker's samples use the same place one after the other.</summary>
    public bool HoldsOneSample { get; init; }

    /// <summary>Floats of a sample; a multiple of <see cref="Lanes"/>, so that every sample is aligned.</summary>
    public int SampleLength => RoundUp((Halo.Top + Height + Halo.Bottom) * RowStride, Lanes);

    /// <summary>Floats from one sample to the next.</summary>
    public int SampleStride => HoldsOneSample ? 0 : SampleLength;

    /// <summary>From a sample's first float to its position (0, 0).</summary>
    public int Origin => (Halo.Top * RowStride) + (Halo.Left * Pitch);

    /// <summary>Whether consecutive rows follow each other without a gap.</summary>
    public bool IsContiguous => Halo.Left + Halo.Right == 0;

    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    public static Layout For(Shape shape, Halo halo = default, bool padded = true) =>
        new(shape.Channels, shape.Height, shape.Width, padded ? RoundUp(shape.Channels, Lanes) : shape.Channels, halo);
}
