using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace BnCompiler;

/// <summary>
/// Brings each channel to mean 0 and deviation 1, as torchvision's <c>Normalize</c>: x ← (x − mean) / std. Measure it on the training samples and apply it to whatever
/// the network sees, also when it predicts.
/// </summary>
public sealed record Normalize
{
    /// <summary>Normalises with known values.</summary>
    /// <param name="mean">Of each channel.</param>
    /// <param name="std">Of each channel, above 0.</param>
    public Normalize(ImmutableArray<float> mean, ImmutableArray<float> std)
    {
        if (mean.IsDefaultOrEmpty || std.IsDefault || std.Length != mean.Length)
        {
            throw new ArgumentException("There must be one mean and one std for each channel, and at least one channel.", nameof(std));
        }

        foreach (float deviation in std)
        {
            if (!(deviation > 0 && float.IsFinite(deviation)))
            {
                throw new ArgumentOutOfRangeException(nameof(std), deviation, "Each std must be finite and above 0.");
            }
        }

        (Mean, Std) = (mean, std);
    }

    /// <summary>The mean of each channel.</summary>
    public ImmutableArray<float> Mean { get; }

    /// <summary>The deviation of each channel.</summary>
    public ImmutableArray<float> Std { get; }

    /// <summary>Takes mean and deviation (over n, not n − 1) of each channel from samples. A channel that is constant gets the deviation 1.</summary>
    /// <param name="dataset">At least one sample; a sample is [channels, values of a channel].</param>
    /// <param name="channels">Channels of a sample: 1 for grey images, 3 for colour, the number of columns for a table.</param>
    public static Normalize Of(Dataset dataset, int channels)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        CheckChannels(dataset.InputLength, channels);
        if (dataset.Count == 0)
        {
            throw new ArgumentException("The data set has no samples; expected at least one.", nameof(dataset));
        }

        ImmutableArray<float>.Builder mean = ImmutableArray.CreateBuilder<float>(channels);
        ImmutableArray<float>.Builder std = ImmutableArray.CreateBuilder<float>(channels);
        double values = (double)dataset.Count * (dataset.InputLength / channels);
        for (int channel = 0; channel < channels; channel++)
        {
            double average = Sum(dataset, channel, channels, value => value) / values;
            double variance = Sum(dataset, channel, channels, value => (value - average) * (value - average)) / values;
            mean.Add((float)average);
            std.Add(variance > 0 && (float)Math.Sqrt(variance) is > 0 and var deviation ? deviation : 1);
        }

        return new Normalize(mean.MoveToImmutable(), std.MoveToImmutable());
    }

    /// <summary>The same samples, normalised; the memory of the given ones is not changed.</summary>
    /// <param name="dataset">Samples of as many channels.</param>
    public Dataset Apply(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        CheckChannels(dataset.InputLength, Mean.Length);
        float[] inputs = dataset.Inputs.ToArray();
        for (int start = 0; start < inputs.Length; start += dataset.InputLength)
        {
            Apply(inputs.AsSpan(start, dataset.InputLength));
        }

        return dataset.HasLabels
            ? new Dataset(inputs, dataset.InputLength, dataset.Labels)
            : new Dataset(inputs, dataset.InputLength, dataset.Targets, dataset.TargetLength);
    }

    /// <summary>Normalises one sample in place.</summary>
    /// <param name="sample">[channels, values of a channel].</param>
    public void Apply(Span<float> sample)
    {
        CheckChannels(sample.Length, Mean.Length);
        int length = sample.Length / Mean.Length;
        for (int channel = 0; channel < Mean.Length; channel++)
        {
            Span<float> values = sample.Slice(channel * length, length);
            TensorPrimitives.Subtract(values, Mean[channel], values);
            TensorPrimitives.Divide(values, Std[channel], values);
        }
    }

    private static double Sum(Dataset dataset, int channel, int channels, Func<double, double> map)
    {
        int length = dataset.InputLength / channels;
        ReadOnlySpan<float> inputs = dataset.Inputs.Span;
        double sum = 0;
        for (int sample = 0; sample < dataset.Count; sample++)
        {
            foreach (float value in inputs.Slice((sample * dataset.InputLength) + (channel * length), length))
            {
                sum += map(value);
            }
        }

        return sum;
    }

    private static void CheckChannels(int inputLength, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (inputLength == 0 || inputLength % channels != 0)
        {
            throw new ArgumentException($"Samples of {inputLength} values cannot be shared by {channels} channels.", nameof(channels));
        }
    }
}
