using System.Diagnostics;
using System.Runtime;
using Samples.Measuring;

namespace ModelZoo.Commands;

/// <summary>What many calls took, in time and managed memory.</summary>
internal sealed record CallTiming(double MedianMicroseconds, double P90Microseconds, double BytesPerCall)
{
    private const double EstimateSeconds = 0.1;
    private const int MostWarmUpRounds = 10;

    // The runtime recompiles for speed what is called often, in two steps, each after a tenth of a second in which nothing new was called, or after a whole
    // one if the process has one processor only. Nothing compiled for longer than that is all compiled.
    private static readonly double WarmUpRoundSeconds = Environment.ProcessorCount == 1 ? 2.5 : 0.5;

    // A sample of many short calls lasts long enough that reading the clock does not count.
    private const double SampleSeconds = 20e-6;
    private const int FewestSamples = 20;
    private const int MostSamples = 1 << 20;

    // Other threads of the process allocate now and then; what a call allocates, it allocates in every round.
    private const int AllocationRounds = 5;
    private const int CallsPerRound = 20;

    public static CallTiming Measure(Action call, double seconds)
    {
        WarmUp(call);
        double bytes = AllocatedBytes(call);
        int callsPerSample = (int)Math.Ceiling(SampleSeconds / CallTimer.WarmUp(call, EstimateSeconds));
        var samples = Sample(call, callsPerSample, seconds);
        return new CallTiming(CallTimer.Quantile(samples, 0.5), CallTimer.Quantile(samples, 0.9), bytes);
    }

    private static void WarmUp(Action call)
    {
        long compiled;
        int rounds = 0;
        do
        {
            compiled = JitInfo.GetCompiledMethodCount();
            CallTimer.WarmUp(() => CallTimer.Time(call, 1), WarmUpRoundSeconds);
            rounds++;
        }
        while (JitInfo.GetCompiledMethodCount() != compiled && rounds < MostWarmUpRounds);
    }

    private static double AllocatedBytes(Action call)
    {
        double fewest = double.PositiveInfinity;
        for (int round = 0; round < AllocationRounds && fewest > 0; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int done = 0; done < CallsPerRound; done++)
            {
                call();
            }

            fewest = Math.Min(fewest, (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / CallsPerRound);
        }

        return fewest;
    }

    private static Span<double> Sample(Action call, int callsPerSample, double seconds)
    {
        double[] samples = new double[MostSamples];
        int count = 0;
        long start = Stopwatch.GetTimestamp();
        while (count < MostSamples && (count < FewestSamples || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds))
        {
            samples[count++] = CallTimer.Time(call, callsPerSample);
        }

        return samples.AsSpan(0, count);
    }
}
