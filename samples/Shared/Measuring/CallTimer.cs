using System.Diagnostics;

namespace Samples.Measuring;

/// <summary>Times something that is called again and again.</summary>
internal static class CallTimer
{
    /// <summary>Calls until the time is over, at least once.</summary>
    /// <returns>Seconds per call.</returns>
    public static double WarmUp(Action run, double seconds)
    {
        long done = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            run();
            done++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);

        return Stopwatch.GetElapsedTime(start).TotalSeconds / done;
    }

    /// <summary>Times some calls together, for what takes less than the clock resolves.</summary>
    /// <returns>Microseconds per call.</returns>
    public static double Time(Action run, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            run();
        }

        // A TimeSpan would round to a tenth of a microsecond.
        return (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency / calls;
    }

    /// <summary>The value that a share of all are not above; sorts them.</summary>
    public static double Quantile(Span<double> values, double quantile)
    {
        values.Sort();
        return values[(int)(quantile * (values.Length - 1))];
    }
}
