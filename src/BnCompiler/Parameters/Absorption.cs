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

    /// <summary>The constants change places: that of channel j·C/groups + i becomes that of channel i·groups + j, as in ChannelShuffle.</summary>
    /// <param name="groups">The groups of the shuffle.</param>
    /// <param name="next">Where the constants go.</param>
    public static Absorption Shuffle(int groups, Absorption next)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentNullException.ThrowIfNull(next);
        return new ShuffleAbsorption(groups, next);
    }

    /// <summary>The constants pass a linear layer or an unpadded convolution: u[o] = Σᵢ Σₜ W[o, i, t]·v[i].</summary>
    /// <param name="weightName">The weight's tensor name; its shape is [out, in / groups, taps …].</param>
    /// <param name="groups">The convolution's groups.</param>
    /// <param name="next">Where the results go.</param>
    /// <param name="inputsFirst">Whether the shape is [in, out / groups, taps …], as a transposed convolution has it.</param>
    public static Absorption Through(string weightName, int groups, Absorption next, bool inputsFirst = false)
    {
        ArgumentNullException.ThrowIfNull(weightName);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentNullException.ThrowIfNull(next);
        return new WeightAbsorption(weightName, groups, inputsFirst, next);
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

internal sealed record ShuffleAbsorption(int Groups, Absorption Next) : Absorption
{
    internal override void Apply(ReadOnlySpan<double> values, IAbsorptionTarget target)
    {
        double[] shuffled = new double[values.Length];
        for (int channel = 0; channel < values.Length; channel++)
        {
            shuffled[channel] = values[(channel % Groups * (values.Length / Groups)) + (channel / Groups)];
        }

        Next.Apply(shuffled, target);
    }
}

internal sealed record WeightAbsorption(string WeightName, int Groups, bool InputsFirst, Absorption Next) : Absorption
{
    internal override void Apply(ReadOnlySpan<double> values, IAbsorptionTarget target)
    {
        (double[] weight, ImmutableArray<int> shape) = target.Weight(WeightName);
        int rowsPerGroup = shape[0] / Groups;
        int columns = shape[1];
        int inputs = InputsFirst ? shape[0] : columns * Groups;
        if (values.Length != inputs)
        {
            throw new InvalidOperationException(
                $"{values.Length} constants arrive at '{WeightName}' {ShapeText.Format(shape.AsSpan())} with {Groups} groups, which takes {inputs}.");
        }

        double[] results = new double[InputsFirst ? columns * Groups : shape[0]];
        int taps = shape[0] * columns == 0 ? 0 : weight.Length / (shape[0] * columns);
        for (int row = 0; row < shape[0]; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                // Rows are counted over all groups, columns inside one.
                int across = (row / rowsPerGroup * columns) + column;
                (int input, int output) = InputsFirst ? (row, across) : (across, row);
                results[output] += Sum(weight.AsSpan(((row * columns) + column) * taps, taps)) * values[input];
            }
        }

        Next.Apply(results, target);
    }

    private static double Sum(ReadOnlySpan<double> taps)
    {
        double sum = 0;
        foreach (double tap in taps)
        {
            sum += tap;
        }

        return sum;
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
