using BnCompiler.Generator.Ir;

namespace BnCompiler.Numeric.Tests.Kernels;

/// <summary>
/// Samples in a kernel's layout, between guards of NaN: what is read outside of the samples shows in the results. Lanes behind the last
/// channel hold junk, the halo zeros (or, in outputs, a mark that has to survive).
/// </summary>
internal sealed class KernelImage
{
    private const int Guard = 64;
    private const float Mark = -12345.5f;

    public KernelImage(Layout layout, int samples)
    {
        Layout = layout;
        Samples = samples;
        Data = new float[Guard + (samples * layout.SampleStride) + Guard];
        Data.AsSpan(0, Guard).Fill(float.NaN);
        Data.AsSpan(Data.Length - Guard).Fill(float.NaN);
    }

    public Layout Layout { get; }

    public int Samples { get; }

    public float[] Data { get; }

    /// <summary>Index of position (0, 0) of sample 0.</summary>
    public int Origin => Guard + Layout.Origin;

    public ref float this[int n, int c, int y, int x] =>
        ref Data[Origin + (n * Layout.SampleStride) + (y * Layout.RowStride) + (x * Layout.Pitch) + c];

    /// <summary>An input: values from <paramref name="next"/>, junk in the padding lanes, zeros in the halo.</summary>
    public static KernelImage Input(Layout layout, int samples, Func<float> next)
    {
        var image = new KernelImage(layout, samples);
        image.ForEach(layout.Pitch, (n, c, y, x) => image[n, c, y, x] = c < layout.Channels ? next() : 777f);
        return image;
    }

    /// <summary>An output: marked everywhere, or holding values to add to.</summary>
    public static KernelImage Output(Layout layout, int samples, Func<float>? next = null)
    {
        var image = new KernelImage(layout, samples);
        image.Data.AsSpan(Guard, samples * layout.SampleStride).Fill(Mark);
        if (next is not null)
        {
            image.ForEach(layout.Pitch, (n, c, y, x) => image[n, c, y, x] = next());
        }

        return image;
    }

    public KernelImage Clone()
    {
        var clone = new KernelImage(Layout, Samples);
        Data.CopyTo(clone.Data, 0);
        return clone;
    }

    public void ForEach(int channels, Action<int, int, int, int> action)
    {
        for (int n = 0; n < Samples; n++)
        {
            for (int y = 0; y < Layout.Height; y++)
            {
                for (int x = 0; x < Layout.Width; x++)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        action(n, c, y, x);
                    }
                }
            }
        }
    }

    /// <summary>Every channel of samples first … last−1 equals the expected value; nothing else but padding lanes was written.</summary>
    public void AssertEquals(KernelImage before, int first, int last, Func<int, int, int, int, Expected> expected)
    {
        var untouched = Clone();
        untouched.ForEach(Layout.Pitch, (n, c, y, x) => untouched[n, c, y, x] = n >= first && n < last ? before[n, c, y, x] : untouched[n, c, y, x]);
        Assert.True(untouched.Data.AsSpan().SequenceEqual(before.Data), "The halo, a guard, or a sample that was not asked for has been written.");
        ForEach(Layout.Channels, (n, c, y, x) =>
        {
            if (n >= first && n < last)
            {
                expected(n, c, y, x).AssertClose(this[n, c, y, x], $"sample {n}, channel {c}, row {y}, column {x}");
            }
        });
    }
}

/// <summary>
/// What a float32 computation may differ from: the value in double, and the bound on rounding errors of a sum of so many terms whose
/// absolute values add up to the magnitude: terms·2⁻²⁴·magnitude.
/// </summary>
internal readonly record struct Expected(double Value, double Magnitude, double Terms)
{
    private const double Unit = 1.0 / (1 << 24);

    public static Expected Exactly(double value) => new(value, 0, 0);

    public void AssertClose(double actual, string where)
    {
        if (double.IsNaN(Value))
        {
            Assert.True(double.IsNaN(actual), $"{where}: {actual}, expected NaN");
            return;
        }

        double tolerance = Terms * Unit * Magnitude;
        Assert.True(Math.Abs(actual - Value) <= tolerance, $"{where}: {actual:R}, expected {Value:R} ± {tolerance:R}");
    }
}
