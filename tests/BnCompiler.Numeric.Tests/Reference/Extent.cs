namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>The shape of one sample: [features], [channels, length] (height 1) or [channels, height, width].</summary>
internal readonly record struct Extent(int Channels, int Height, int Width, bool IsImage)
{
    public bool IsSequence { get; init; }

    public bool IsFeatures => !IsImage && !IsSequence;

    public int Length => Channels * Height * Width;

    public int Positions => Height * Width;

    public static Extent Features(int count) => new(count, 1, 1, IsImage: false);

    public static Extent Sequence(int channels, int length) => new(channels, 1, length, IsImage: false) { IsSequence = true };

    public static Extent Image(int channels, int height, int width) => new(channels, height, width, IsImage: true);

    /// <summary>Extents of the same kind with less on one axis.</summary>
    public IEnumerable<Extent> Smaller()
    {
        var extent = this;
        Extent[] smaller =
        [
            this with { Channels = 1 },
            this with { Channels = Math.Max(Channels / 2, 1) },
            this with { Height = Math.Max(Height - 1, 1) },
            this with { Width = Math.Max(Width - 1, 1) },
        ];
        return smaller.Where(other => other != extent);
    }

    public override string ToString() => IsImage ? $"{Channels}, {Height}, {Width}" : IsSequence ? $"{Channels}, {Width}" : $"{Channels}";
}
