using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace BnCompiler.Runtime;

/// <summary>
/// What a BatchNorm computes once per channel, in double, from what the workers have summed up.
/// </summary>
/// <remarks>
/// A statistics block is per channel the mean (<c>pitch</c> doubles), then Σ(x−mean)² (<c>pitch</c> doubles), then the number of values
/// merged so far. Workers are merged in their order, so the result does not depend on which of them is faster. Lanes behind the last channel get
/// mean 0 and scale 0. A parameter that does not exist is a null reference, <c>ref Unsafe.NullRef&lt;float&gt;()</c>.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class BatchNormMath
{
    /// <summary>Doubles in one worker's statistics block.</summary>
    /// <param name="pitch">Floats from one position to the next.</param>
    public static int StatisticsLength(int pitch) => (2 * pitch) + 1;

    /// <summary>
    /// Merges the values of a vector of channels, given as sums of d = x − origin for an origin near their mean, by Chan's rule. The count of the statistics is
    /// left as it is until all channels are merged: see <see cref="AddCount"/>.
    /// </summary>
    /// <param name="statistics">The statistics block.</param>
    /// <param name="pitch">Channels of the statistics block.</param>
    /// <param name="channel">The channel of the first lane.</param>
    /// <param name="sums">Σd (<paramref name="lanes"/> doubles), Σd² (as many), the origins (as many); set to zero for the next vector.</param>
    /// <param name="lanes">Channels to merge, a multiple of 4.</param>
    /// <param name="count">Values per channel that were summed.</param>
    public static void Merge(ref double statistics, int pitch, int channel, ref double sums, int lanes, long count)
    {
        double previous = Unsafe.Add(ref statistics, 2 * pitch);
        var reciprocal = Vector256.Create(1.0 / count);
        var share = Vector256.Create(count / (previous + count));
        var spread = Vector256.Create(previous * (count / (previous + count)));
        ref double mean = ref Unsafe.Add(ref statistics, channel);
        ref double squares = ref Unsafe.Add(ref statistics, pitch + channel);
        for (int i = 0; i < lanes; i += Vector256<double>.Count)
        {
            ref double sum = ref Unsafe.Add(ref sums, i);
            ref double sumOfSquares = ref Unsafe.Add(ref sum, lanes);
            ref double origin = ref Unsafe.Add(ref sumOfSquares, lanes);
            var oldMean = Vector256.LoadUnsafe(ref mean, (nuint)i);
            var shift = Vector256.LoadUnsafe(ref sum) * reciprocal;
            var centred = Vector256.LoadUnsafe(ref sumOfSquares) - (Vector256.LoadUnsafe(ref sum) * shift);
            var delta = Vector256.LoadUnsafe(ref origin) + shift - oldMean;
            (oldMean + (delta * share)).StoreUnsafe(ref mean, (nuint)i);
            (Vector256.LoadUnsafe(ref squares, (nuint)i) + Vector256.Max(centred, Vector256<double>.Zero) + (delta * delta * spread)).StoreUnsafe(ref squares, (nuint)i);
            Vector256<double>.Zero.StoreUnsafe(ref sum);
            Vector256<double>.Zero.StoreUnsafe(ref sumOfSquares);
            Vector256<double>.Zero.StoreUnsafe(ref origin);
        }
    }

    /// <summary>Counts the values that <see cref="Merge"/> has merged into every channel.</summary>
    /// <param name="statistics">The statistics block.</param>
    /// <param name="pitch">Channels of the statistics block.</param>
    /// <param name="count">Values per channel.</param>
    public static void AddCount(ref double statistics, int pitch, long count) => Unsafe.Add(ref statistics, 2 * pitch) += count;

    /// <summary>
    /// Merges the workers' statistics, updates the running ones, and prepares the normalisation: mean, 1/√(σ²+ε) with the biased
    /// variance, and scale = γ/√(σ²+ε).
    /// </summary>
    /// <param name="statistics">The first worker's statistics block.</param>
    /// <param name="workers">How many blocks there are; one with count 0 is skipped.</param>
    /// <param name="stride">Doubles from one worker's block to the next.</param>
    /// <param name="channels">Channels of the value.</param>
    /// <param name="pitch">Floats from one position to the next.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="momentum">The weight of this batch in the running statistics.</param>
    /// <param name="gamma">γ (<paramref name="channels"/> floats), or a null reference for 1.</param>
    /// <param name="runningMean">The running mean, or a null reference.</param>
    /// <param name="runningVariance">The running variance, which gets the unbiased one (n/(n−1)), or a null reference.</param>
    /// <param name="mean">Receives the mean, <paramref name="pitch"/> floats.</param>
    /// <param name="inverseDeviation">Receives 1/√(σ²+ε), <paramref name="pitch"/> floats.</param>
    /// <param name="scale">Receives γ/√(σ²+ε), <paramref name="pitch"/> floats.</param>
    /// <returns>n, the number of values per channel.</returns>
    public static long FinishStatistics(
        ref double statistics, int workers, int stride, int channels, int pitch, double epsilon, double momentum, ref readonly float gamma,
        ref float runningMean, ref float runningVariance, ref float mean, ref float inverseDeviation, ref float scale)
    {
        double count = 0;
        for (int c = 0; c < channels; c++)
        {
            (double average, double squares, count) = MergeWorkers(ref Unsafe.Add(ref statistics, c), workers, stride, pitch, (2 * pitch) - c);
            double variance = squares / count;
            Normalisation(c, average, variance, epsilon, in gamma, ref mean, ref inverseDeviation, ref scale);
            if (!Unsafe.IsNullRef(ref runningMean))
            {
                Average(ref Unsafe.Add(ref runningMean, c), average, momentum);
            }

            if (!Unsafe.IsNullRef(ref runningVariance))
            {
                Average(ref Unsafe.Add(ref runningVariance, c), count > 1 ? squares / (count - 1) : variance, momentum);
            }
        }

        ClearPadding(channels, pitch, ref mean, ref inverseDeviation, ref scale);
        return (long)count;
    }

    /// <summary>Prepares the normalisation from running statistics: mean = running mean, scale = γ/√(running variance + ε).</summary>
    /// <param name="runningMean">The running mean.</param>
    /// <param name="runningVariance">The running variance.</param>
    /// <param name="gamma">γ, or a null reference for 1.</param>
    /// <param name="channels">Channels of the value.</param>
    /// <param name="pitch">Floats from one position to the next.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="mean">Receives the mean, <paramref name="pitch"/> floats.</param>
    /// <param name="inverseDeviation">Receives 1/√(σ²+ε), <paramref name="pitch"/> floats.</param>
    /// <param name="scale">Receives γ/√(σ²+ε), <paramref name="pitch"/> floats.</param>
    public static void UseRunningStatistics(
        ref readonly float runningMean, ref readonly float runningVariance, ref readonly float gamma, int channels, int pitch, double epsilon,
        ref float mean, ref float inverseDeviation, ref float scale)
    {
        for (int c = 0; c < channels; c++)
        {
            Normalisation(c, At(in runningMean, c), At(in runningVariance, c), epsilon, in gamma, ref mean, ref inverseDeviation, ref scale);
        }

        ClearPadding(channels, pitch, ref mean, ref inverseDeviation, ref scale);
    }

    /// <summary>Adds up the workers' Σg and Σg·x̂: their means for the input's gradient, dβ = Σg and dγ = Σg·x̂.</summary>
    /// <param name="sums">The first worker's sums: Σg (<paramref name="pitch"/> doubles), then Σg·x̂ (as many).</param>
    /// <param name="workers">How many blocks of sums there are.</param>
    /// <param name="stride">Doubles from one worker's sums to the next.</param>
    /// <param name="count">n, the number of values per channel.</param>
    /// <param name="channels">Channels of the value.</param>
    /// <param name="pitch">Floats from one position to the next.</param>
    /// <param name="meanGradient">Receives Σg/n, <paramref name="pitch"/> floats, unless it is a null reference.</param>
    /// <param name="meanProduct">Receives Σg·x̂/n, <paramref name="pitch"/> floats, unless it is a null reference.</param>
    /// <param name="gammaGradient">Receives dγ, <paramref name="channels"/> floats, unless it is a null reference.</param>
    /// <param name="betaGradient">Receives dβ, <paramref name="channels"/> floats, unless it is a null reference.</param>
    public static void FinishGradient(
        ref double sums, int workers, int stride, long count, int channels, int pitch,
        ref float meanGradient, ref float meanProduct, ref float gammaGradient, ref float betaGradient)
    {
        for (int c = 0; c < pitch; c++)
        {
            double gradient = c < channels ? SumWorkers(ref Unsafe.Add(ref sums, c), workers, stride) : 0;
            double product = c < channels ? SumWorkers(ref Unsafe.Add(ref sums, pitch + c), workers, stride) : 0;
            if (!Unsafe.IsNullRef(ref meanGradient))
            {
                Unsafe.Add(ref meanGradient, c) = (float)(gradient / count);
            }

            if (!Unsafe.IsNullRef(ref meanProduct))
            {
                Unsafe.Add(ref meanProduct, c) = (float)(product / count);
            }

            if (c < channels && !Unsafe.IsNullRef(ref gammaGradient))
            {
                Unsafe.Add(ref gammaGradient, c) = (float)product;
            }

            if (c < channels && !Unsafe.IsNullRef(ref betaGradient))
            {
                Unsafe.Add(ref betaGradient, c) = (float)gradient;
            }
        }
    }

    private static (double Mean, double Squares, double Count) MergeWorkers(ref double statistics, int workers, int stride, int pitch, int countOffset)
    {
        double mean = 0, squares = 0, count = 0;
        for (int worker = 0; worker < workers; worker++)
        {
            ref double block = ref Unsafe.Add(ref statistics, (nint)worker * stride);
            double added = Unsafe.Add(ref block, countOffset);
            if (added > 0)
            {
                double delta = block - mean;
                squares += Unsafe.Add(ref block, pitch) + (delta * delta * count * (added / (count + added)));
                count += added;
                mean += delta * (added / count);
            }
        }

        return (mean, squares, count);
    }

    private static double SumWorkers(ref double sums, int workers, int stride)
    {
        double total = 0;
        for (int worker = 0; worker < workers; worker++)
        {
            total += Unsafe.Add(ref sums, (nint)worker * stride);
        }

        return total;
    }

    private static void Normalisation(
        int c, double average, double variance, double epsilon, ref readonly float gamma, ref float mean, ref float inverseDeviation, ref float scale)
    {
        double inverse = 1 / Math.Sqrt(variance + epsilon);
        Unsafe.Add(ref mean, c) = (float)average;
        Unsafe.Add(ref inverseDeviation, c) = (float)inverse;
        Unsafe.Add(ref scale, c) = (float)(Unsafe.IsNullRef(in gamma) ? inverse : At(in gamma, c) * inverse);
    }

    private static void Average(ref float running, double value, double momentum) =>
        running = (float)(((1 - momentum) * running) + (momentum * value));

    private static void ClearPadding(int channels, int pitch, ref float mean, ref float inverseDeviation, ref float scale)
    {
        for (int c = channels; c < pitch; c++)
        {
            Unsafe.Add(ref mean, c) = 0;
            Unsafe.Add(ref inverseDeviation, c) = 0;
            Unsafe.Add(ref scale, c) = 0;
        }
    }

    private static float At(ref readonly float values, int index) => Unsafe.Add(ref Unsafe.AsRef(in values), index);
}
