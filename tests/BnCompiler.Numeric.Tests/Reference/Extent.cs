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

    public override string ToString() => IsImage ? $"{Channels}, {Height}, {Width}" : IsSequence ? $"{Channels}, {Width}" : $"{Channels}";
}
