namespace BnCompiler;

/// <summary>
/// Moves an image by up to <see cref="Padding"/> pixels up or down and left or right, each offset equally likely: torchvision's <c>RandomCrop</c> of the image's own
/// size with <c>padding</c>. Pixels that come in from outside are <see cref="Fill"/>.
/// </summary>
public sealed record RandomCrop : Augmentation
{
    /// <summary>Crops images of a size.</summary>
    /// <param name="channels">Channels of an image, at least 1.</param>
    /// <param name="height">Pixels from top to bottom, at least 1.</param>
    /// <param name="width">Pixels from left to right, at least 1.</param>
    /// <param name="padding">The largest offset in pixels, at least 0; 0 leaves the image as it is.</param>
    public RandomCrop(int channels, int height, int width, int padding)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(padding, int.MaxValue / 4);
        (Channels, Height, Width, Padding) = (channels, height, width, padding);
    }

    /// <summary>Channels of an image.</summary>
    public int Channels { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>The largest offset, in pixels.</summary>
    public int Padding { get; }

    /// <summary>The value of pixels outside the image. Default: 0, which is black, or the mean of images that were normalised.</summary>
    public float Fill { get; init; }

    /// <inheritdoc/>
    public override void Apply(Span<float> sample, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int down = random.NextInt32((2 * Padding) + 1) - Padding;
        int right = random.NextInt32((2 * Padding) + 1) - Padding;
        int plane = Height * Width;
        for (int channel = 0; channel < Channels; channel++)
        {
            Shift(sample.Slice(channel * plane, plane), down, right);
        }
    }

    /// <inheritdoc/>
    public override void Check(int inputLength)
    {
        long expected = (long)Channels * Height * Width;
        if (inputLength != expected)
        {
            throw new ArgumentException(
                $"{nameof(RandomCrop)} works on images of [{Channels}, {Height}, {Width}], {expected} values; the samples have {inputLength}.", nameof(inputLength));
        }
    }

    /// <summary>Pixel (y, x) becomes that at (y + down, x + right).</summary>
    internal void Shift(Span<float> plane, int down, int right)
    {
        // From the side that is moved to, so that no row is overwritten before it was read.
        (int first, int step) = down >= 0 ? (0, 1) : (Height - 1, -1);
        for (int row = 0; row < Height; row++)
        {
            int y = first + (row * step);
            Span<float> target = plane.Slice(y * Width, Width);
            if (y + down < 0 || y + down >= Height)
            {
                target.Fill(Fill);
            }
            else
            {
                ShiftRow(plane.Slice((y + down) * Width, Width), target, right);
            }
        }
    }

    private void ShiftRow(ReadOnlySpan<float> source, Span<float> target, int right)
    {
        int kept = Math.Max(0, Width - Math.Abs(right));
        if (right >= 0)
        {
            source.Slice(Width - kept, kept).CopyTo(target);
            target[kept..].Fill(Fill);
        }
        else
        {
            source[..kept].CopyTo(target[(Width - kept)..]);
            target[..(Width - kept)].Fill(Fill);
        }
    }
}
