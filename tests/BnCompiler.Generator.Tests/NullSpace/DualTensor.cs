using System.Numerics.Tensors;

namespace BnCompiler.Generator.Tests.NullSpace;

/// <summary>
/// The values of one node for a batch, [samples, channels, positions], each with its derivatives with respect to all parameters: exact forward differentiation in float64.
/// </summary>
internal sealed class DualTensor(int samples, int channels, int height, int width, int parameters)
{
    private readonly double[] numbers = new double[samples * channels * height * width * (1 + parameters)];

    public int Samples { get; } = samples;

    public int Channels { get; } = channels;

    public int Height { get; } = height;

    public int Width { get; } = width;

    public int Positions => Height * Width;

    /// <summary>Values, without derivatives.</summary>
    public int Count => Samples * Channels * Positions;

    private int Stride { get; } = 1 + parameters;

    /// <summary>A value and, behind it, its derivatives.</summary>
    public Span<double> this[int index] => numbers.AsSpan(index * Stride, Stride);

    public Span<double> At(int sample, int channel, int y, int x) => this[Index(sample, channel, (y * Width) + x)];

    public int Index(int sample, int channel, int position) => (((sample * Channels) + channel) * Positions) + position;

    /// <summary>target += factor·source, with derivatives.</summary>
    public static void AddScaled(Span<double> target, ReadOnlySpan<double> source, double factor) =>
        TensorPrimitives.MultiplyAdd(source, factor, target, target);

    /// <summary>target += p·source, where p is a parameter with this value: (p·x)′ = p·x′ + x·p′.</summary>
    public static void AddProduct(Span<double> target, ReadOnlySpan<double> source, double value, int parameter)
    {
        AddScaled(target, source, value);
        target[1 + parameter] += source[0];
    }

    /// <summary>target += x·y: (x·y)′ = y·x′ + x·y′.</summary>
    public static void AddProduct(Span<double> target, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        AddScaled(target, x, y[0]);
        AddScaled(target[1..], y[1..], x[0]);
    }

    /// <summary>target += a parameter.</summary>
    public static void AddParameter(Span<double> target, double value, int parameter)
    {
        target[0] += value;
        target[1 + parameter]++;
    }

    /// <summary>target = f(source), from the function's value and slope.</summary>
    public static void Apply(Span<double> target, ReadOnlySpan<double> source, double value, double slope)
    {
        TensorPrimitives.Multiply(source, slope, target);
        target[0] = value;
    }
}
