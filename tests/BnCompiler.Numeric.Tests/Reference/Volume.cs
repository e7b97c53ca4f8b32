namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>
/// A batch of values in float64, [n, c, h, w] (features: h = w = 1), each with a bound on how far a float32 computation of it may be off.
/// </summary>
internal sealed class Volume(int samples, int channels, int height, int width)
{
    public int Samples { get; } = samples;

    public int Channels { get; } = channels;

    public int Height { get; } = height;

    public int Width { get; } = width;

    public double[] Values { get; } = new double[samples * channels * height * width];

    /// <summary>The expected size of the accumulated rounding, first order.</summary>
    public double[] Errors { get; } = new double[samples * channels * height * width];

    /// <summary>
    /// The size of what may be added up to form the value when affine maps are folded: s·x and t separately, where x·s + t may cancel.
    /// </summary>
    public double[] Magnitudes { get; } = new double[samples * channels * height * width];

    public int Positions => Height * Width;

    public int Features => Channels * Positions;

    public int this[int n, int c, int y, int x] => (((((n * Channels) + c) * Height) + y) * Width) + x;

    public Volume Like() => new(Samples, Channels, Height, Width);

    /// <summary>The same values, taken as exact.</summary>
    public Volume AsExact()
    {
        var result = Like();
        for (int i = 0; i < Values.Length; i++)
        {
            result.Set(i, Values[i], 0);
        }

        return result;
    }

    /// <summary>The values as one kind of shape to another, same order.</summary>
    public Volume Reshaped(int channels, int height, int width)
    {
        var result = new Volume(Samples, channels, height, width);
        Values.CopyTo(result.Values, 0);
        Errors.CopyTo(result.Errors, 0);
        Magnitudes.CopyTo(result.Magnitudes, 0);
        return result;
    }

    /// <summary>Exact float32 values: no error yet.</summary>
    public static Volume Exact(ReadOnlySpan<float> values, int samples, Extent extent)
    {
        var result = new Volume(samples, extent.Channels, extent.Height, extent.Width);
        for (int i = 0; i < result.Values.Length; i++)
        {
            result.Values[i] = values[i];
            result.Magnitudes[i] = Math.Abs(values[i]);
        }

        return result;
    }

    public void Set(int index, double value, double error, double? magnitude = null)
    {
        Values[index] = value;
        Errors[index] = error;
        Magnitudes[index] = magnitude ?? Math.Abs(value);
    }
}
