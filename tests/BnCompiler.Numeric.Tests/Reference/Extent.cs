namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>The shape of one sample: [features] or [channels, height, width].</summary>
internal readonly record struct Extent(int Channels, int Height, int Width, bool IsImage)
{
    public int Length => Channels * Height * Width;

    public int Positions => Height * Width;

    public static Extent Features(int count) => new(count, 1, 1, IsImage: false);

    public static Extent Image(int channels, int height, int width) => new(channels, height, width, IsImage: true);

    public override string ToString() => IsImage ? $"{Channels}, {Height}, {Width}" : $"{Channels}";
}
