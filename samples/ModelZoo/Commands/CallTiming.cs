using System.Diagnostics;
using Samples.Measuring;

namespace ModelZoo.Commands;

/// <summary>What many calls took, in time and managed memory.</summary>
internal sealed record CallTiming(double MedianMicroseconds, double P90Microseconds, double BytesPerCall)
{
    // The runtime recompiles for speed what was called 30 times, some tenths of a second later: calls and samples alike.
    private const double WarmUpSeconds = 1;
    private const double FirstSeconds = 0.1;
    private const int FewestWarmUpSamples = 40;

    // A sample of many short calls lasts long enough that reading the clock does not count.
    private const double SampleSeconds = 20e-6;
    private const int FewestSamples = 20;
    private const int MostSamples = 1 << 20;

    private const int AllocatingCalls = 20;

    public static CallTiming Measure(Action call, double seconds)
    {
        CallTimer.WarmUp(call, FirstSeconds);
        Sample(call, 1, WarmUpSeconds, FewestWarmUpSamples);
        double bytes = AllocatedBytes(call);
        int callsPerSample = (int)Math.Ceiling(SampleSeconds / CallTimer.WarmUp(call, FirstSeconds));
        var samples = Sample(call, callsPerSample, seconds, FewestSamples);
        return new CallTiming(CallTimer.Quantile(samples, 0.5), CallTimer.Quantile(samples, 0.9), bytes);
    }

    private static double AllocatedBytes(Action call)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int done = 0; done < AllocatingCalls; done++)
        {
            call();
        }

        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / AllocatingCalls;
    }

    private static Span<double> Sample(Action call, int callsPerSample, double seconds, int fewest)
    {
        double[] samples = new double[MostSamples];
        int count = 0;
        long start = Stopwatch.GetTimestamp();
        while (count < MostSamples && (count < fewest || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds))
        {
            samples[count++] = CallTimer.Time(call, callsPerSample);
        }

        return samples.AsSpan(0, count);
    }
}
