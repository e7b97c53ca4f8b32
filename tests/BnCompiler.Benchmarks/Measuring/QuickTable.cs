using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Samples.Measuring;

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
        int callsPerRound = (int)Math.Max(1, RoundSeconds / CallTimer.WarmUp(workload.Run, WarmUpSeconds));
        List<double> microseconds = [];
        List<double> peaks = [];
        long start = Stopwatch.GetTimestamp();
        do
        {
            peaks.Add(FmaPeak.Measure());
            microseconds.Add(CallTimer.Time(workload.Run, callsPerRound));
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < MeasuredSeconds);

        return (At(microseconds, Quantile), At(peaks, 1 - Quantile));

        static double At(List<double> values, double quantile) => CallTimer.Quantile(CollectionsMarshal.AsSpan(values), quantile);
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
