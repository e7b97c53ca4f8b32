using System.ComponentModel;

namespace BnCompiler.Runtime;

/// <summary>
/// A BatchNorm with running statistics as y = s·x + t per channel: s = γ/√(v + ε), t = β − μ·s, in double.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed class BatchNormAffine
{
    /// <param name="gamma">γ per channel, or empty for 1.</param>
    /// <param name="beta">β per channel, or empty for 0.</param>
    /// <param name="mean">Running mean μ per channel.</param>
    /// <param name="variance">Running variance v per channel.</param>
    /// <param name="epsilon">ε.</param>
    public BatchNormAffine(
        ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, double epsilon)
    {
        Scale = new double[mean.Length];
        Shift = new double[mean.Length];
        for (int channel = 0; channel < mean.Length; channel++)
        {
            double factor = gamma.IsEmpty ? 1 : gamma[channel];
            double offset = beta.IsEmpty ? 0 : beta[channel];
            Scale[channel] = factor / Math.Sqrt(variance[channel] + epsilon);
            Shift[channel] = offset - (mean[channel] * Scale[channel]);
        }
    }

    /// <summary>s per channel.</summary>
    public double[] Scale { get; }

    /// <summary>t per channel.</summary>
    public double[] Shift { get; }

    /// <summary>Writes scale and shift, rounded to float, to the first elements of the destinations.</summary>
    public void Write(Span<float> scale, Span<float> shift)
    {
        for (int channel = 0; channel < Scale.Length; channel++)
        {
            scale[channel] = (float)Scale[channel];
            shift[channel] = (float)Shift[channel];
        }
    }

    /// <summary>
    /// Writes scale and shift of features that are the values of an image, feature c·positions + p at channel c of position p, and positions <paramref name="pitch"/> apart.
    /// </summary>
    public void WriteImage(Span<float> scale, Span<float> shift, int positions, int pitch)
    {
        for (int feature = 0; feature < Scale.Length; feature++)
        {
            int at = (feature % positions * pitch) + (feature / positions);
            scale[at] = (float)Scale[feature];
            shift[at] = (float)Shift[feature];
        }
    }
}
