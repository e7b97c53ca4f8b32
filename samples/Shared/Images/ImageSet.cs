using BnCompiler;

namespace Samples.Images;

/// <summary>Labelled grey images of one size; pixels lie one image after the other, row by row, 0 = background, 1 = ink.</summary>
internal sealed record ImageSet(float[] Pixels, int[] Labels)
{
    /// <summary>Width and height of an image.</summary>
    public const int Side = 28;

    /// <summary>Number of pixels of an image.</summary>
    public const int PixelCount = Side * Side;

    public int Count => Labels.Length;

    public ReadOnlySpan<float> Image(int index) => Pixels.AsSpan(index * PixelCount, PixelCount);

    /// <summary>The same images as samples, without copying.</summary>
    public Dataset ToDataset() => new(Pixels, PixelCount, Labels);
}
