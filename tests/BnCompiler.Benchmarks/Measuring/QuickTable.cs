using System.Diagnostics;
using System.Globalization;

namespace BnCompiler.Benchmarks.Measuring;

/// <summary>
/// A table in a minute, on a machine that others use too: short rounds of the workload alternate with measurements of the peak, so that
/// both see the same clock, and of each the fast tenth counts, because a neighbour can only make a round slower.
/// </summary>
internal static class QuickTable
{
    private const double WarmUpSeconds = 0.2;
    private const double MeasuredSeconds = 2;
    private const double RoundSeconds = 0.001;
    private const double Quantile = 0.1;

    public static void Print(IEnumerable<Workload> workloads)
    {
        Console.WriteLine($"{FmaPeak.Tier} vectors, FMA peak of one core {Number(FmaPeak.MeasureBest(), "0")} GFLOP/s, .NET {Environment.Version}");
        Console.WriteLine();
        Console.WriteLine("| what | samples | µs per call | µs per sample | GFLOP/s | share of peak |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach (var workload in workloads)
        {
            var (microseconds, peak) = Measure(workload);
            double rate = workload.FlopsPerCall / microseconds / 1e3;
            Console.WriteLine(
                $"| {workload.Name} | {workload.Samples} | {Number(microseconds, "0.0")} | {Number(microseconds / workload.Samples, "0.00")} | {Number(rate, "0.0")} | {Number(100 * rate / peak, "0")} % |");
        }
    }

    private static (double Microseconds, double Peak) Measure(Workload workload)
    {
        int callsPerRound = (int)Math.Max(1, RoundSeconds / WarmUp(workload));
        List<double> microseconds = [];
        List<double> peaks = [];
        long start = Stopwatch.GetTimestamp();
        do
        {
            peaks.Add(FmaPeak.Measure());
            microseconds.Add(Time(workload, callsPerRound));
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < MeasuredSeconds);

        return (At(microseconds, Quantile), At(peaks, 1 - Quantile));
    }

    /// <returns>Seconds per call.</returns>
    private static double WarmUp(Workload workload)
    {
        long calls = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            workload.Run();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds);

        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    private static double Time(Workload workload, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            workload.Run();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }

    private static double At(List<double> values, double quantile)
    {
        values.Sort();
        return values[(int)(quantile * (values.Count - 1))];
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
