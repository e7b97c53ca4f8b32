using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>
/// What becomes of the value that a file holds for an eliminated bias: the path of a constant per channel from where it would be added
/// to the running means that take it up. Everything is computed in double.
/// </summary>
public abstract record Absorption
{
    private protected Absorption()
    {
    }

    /// <summary>The constants end in a BatchNorm: running_mean[c + channelOffset] −= v[c].</summary>
    /// <param name="name">The running mean's tensor name.</param>
    /// <param name="channelOffset">The channel of the BatchNorm that the first constant reaches.</param>
    public static Absorption IntoRunningMean(string name, int channelOffset = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(channelOffset);
        return new RunningMeanAbsorption(name, channelOffset);
    }

    /// <summary>Each constant becomes <paramref name="times"/> equal ones in a row, as in Flatten.</summary>
    /// <param name="times">Positions per channel.</param>
    /// <param name="next">Where the repeated constants go.</param>
    public static Absorption Repeat(int times, Absorption next)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        ArgumentNullException.ThrowIfNull(next);
        return new RepeatAbsorption(times, next);
    }

    /// <summary>The constants pass a linear layer or an unpadded convolution: u[o] = Σᵢ Σₜ W[o, i, t]·v[i].</summary>
    /// <param name="weightName">The weight's tensor name; its shape is [out, in / groups, taps …].</param>
    /// <param name="groups">The convolution's groups.</param>
    /// <param name="next">Where the results go.</param>
    public static Absorption Through(string weightName, int groups, Absorption next)
    {
        ArgumentNullException.ThrowIfNull(weightName);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentNullException.ThrowIfNull(next);
        return new WeightAbsorption(weightName, groups, next);
    }

    /// <summary>The constants become those of some channels of a wider value, whose other channels get none, as in Concat.</summary>
    /// <param name="firstChannel">The channel of the wider value that the first constant belongs to.</param>
    /// <param name="channels">Channels of the wider value.</param>
    /// <param name="next">Where its constants go.</param>
    public static Absorption Slice(int firstChannel, int channels, Absorption next)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstChannel);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentNullException.ThrowIfNull(next);
        return new SliceAbsorption(firstChannel, channels, next);
    }

    /// <summary>The constants reach several consumers.</summary>
    /// <param name="consumers">What becomes of them in each.</param>
    public static Absorption All(params Absorption[] consumers)
    {
        ArgumentNullException.ThrowIfNull(consumers);
        return new BranchingAbsorption([.. consumers]);
    }

    /// <summary>Follows <paramref name="values"/> along the path.</summary>
    internal abstract void Apply(ReadOnlySpan<double> values, IAbsorptionTarget target);
}

/// <summary>What an absorption reads and changes: the parameters of one network while a file is being loaded.</summary>
internal interface IAbsorptionTarget
{
    /// <summary>The values and the shape of a weight, as the load leaves them.</summary>
    (double[] Values, ImmutableArray<int> Shape) Weight(string name);

    /// <summary>running_mean[c + offset] −= values[c], remembered in double until the load ends.</summary>
    void SubtractFromRunningMean(string name, int offset, ReadOnlySpan<double> values);
}

internal sealed record RunningMeanAbsorption(string Name, int ChannelOffset) : Absorption
{
    internal override void Apply(ReadOnlySpan<double> values, IAbsorptionTarget target) =>
        target.SubtractFromRunningMean(Name, ChannelOffset, values);
}

internal sealed record RepeatAbsorption(int Times, Absorption Next) : Absorption
{
    internal override void Apply(ReadOnlySpan<double> values, IAbsorptionTarget target)
    {
        double[] repeated = new double[values.Length * Times];
        for (int channel = 0; channel < values.Length; channel++)
        {
            repeated.AsSpan(channel * Times, Times).Fill(values[channel]);
        }

        Next.Apply(repeated, target);
    }
}

internal sealed record SliceAbsorption(int FirstChannel, int Channels, Absorption Next) : Absorption
{
    internal override void Apply(ReadOnlySpan<double> values, IAbsorptionTarget target)
    {
        double[] all = new double[Channels];
        values.CopyTo(all.AsSpan(FirstChannel));
        Next.Apply(all, target);
    }
}

internal sealed record WeightAbsorption(string WeightName, int Groups, Absorption Next) : Absorption
{
    internal override void Apply(ReadOnlySpan<double> values, IAbsorptionTarget target)
    {
        (double[] weight, ImmutableArray<int> shape) = target.Weight(WeightName);
        int outputs = shape[0];
        int inputsPerGroup = shape[1];
        int outputsPerGroup = outputs / Groups;
        int taps = outputs * inputsPerGroup == 0 ? 0 : weight.Length / (outputs * inputsPerGroup);
        if (values.Length != inputsPerGroup * Groups)
        {
            throw new InvalidOperationException(
                $"{values.Length} constants arrive at '{WeightName}' {ShapeText.Format(shape.AsSpan())} with {Groups} groups, which takes {inputsPerGroup * Groups}.");
        }

        double[] results = new double[outputs];
        for (int output = 0; output < outputs; output++)
        {
            ReadOnlySpan<double> inputs = values.Slice(output / outputsPerGroup * inputsPerGroup, inputsPerGroup);
            ReadOnlySpan<double> row = weight.AsSpan(output * inputsPerGroup * taps, inputsPerGroup * taps);
            for (int input = 0; input < inputsPerGroup; input++)
            {
                double sum = 0;
                foreach (double tap in row.Slice(input * taps, taps))
                {
                    sum += tap;
                }

                results[output] += sum * inputs[input];
            }
        }

        Next.Apply(results, target);
    }
}

internal sealed record BranchingAbsorption(ImmutableArray<Absorption> Consumers) : Absorption
{
    internal override void Apply(ReadOnlySpan<double> values, IAbsorptionTarget target)
    {
        foreach (Absorption consumer in Consumers)
        {
            consumer.Apply(values, target);
        }
    }
}
