namespace BnCompiler;

/// <summary>Mirrors an image left to right with a probability, as torchvision's <c>RandomHorizontalFlip</c>.</summary>
public sealed record RandomHorizontalFlip : Augmentation
{
    /// <summary>Mirrors images of a width.</summary>
    /// <param name="width">Pixels of a row, at least 1.</param>
    /// <param name="p">The probability, from 0 to 1. Default: 0.5.</param>
    public RandomHorizontalFlip(int width, double p = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (!(p is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "The probability must be from 0 to 1.");
        }

        (Width, P) = (width, p);
    }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>The probability.</summary>
    public double P { get; }

    /// <inheritdoc/>
    public override void Apply(Span<float> sample, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (random.NextDouble() < P)
        {
            for (int start = 0; start < sample.Length; start += Width)
            {
                sample.Slice(start, Width).Reverse();
            }
        }
    }

    /// <inheritdoc/>
    public override void Check(int inputLength)
    {
        if (inputLength % Width != 0)
        {
            throw new ArgumentException(
                $"{nameof(RandomHorizontalFlip)} works on rows of {Width} values; the samples have {inputLength}, which is no multiple.", nameof(inputLength));
        }
    }
}
