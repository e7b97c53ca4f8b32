using System.Diagnostics;
using System.Globalization;

namespace BnCompiler.Benchmarks.Measuring;

/// <summary>
/// Medians on a machine that others use too: rounds of the workload alternate with measurements of the peak, so that both see the
/// same clock and the same neighbours, and the share is the median of the rounds' shares.
/// </summary>
internal static class QuickTable
{
    private const int Rounds = 9;
    private const double WarmUpSeconds = 0.15;
    private const double RoundSeconds = 0.03;

    public static void Print(IEnumerable<Workload> workloads)
    {
        Console.WriteLine($"{FmaPeak.Tier} vectors, FMA peak of one core {Number(FmaPeak.MeasureBest(), "0")} GFLOP/s, .NET {Environment.Version}");
        Console.WriteLine();
        Console.WriteLine("| what | samples | µs per call | µs per sample | GFLOP/s | share of peak |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach (var workload in workloads)
        {
            var (microseconds, share) = Measure(workload);
            Console.WriteLine(
                $"| {workload.Name} | {workload.Samples} | {Number(microseconds, "0.0")} | {Number(microseconds / workload.Samples, "0.00")} | {Number(workload.FlopsPerCall / microseconds / 1e3, "0.0")} | {Number(100 * share, "0")} % |");
        }
    }

    private static (double Microseconds, double Share) Measure(Workload workload)
    {
        long calls = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            workload.Run();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds);

        int callsPerRound = (int)Math.Max(1, calls * RoundSeconds / Stopwatch.GetElapsedTime(start).TotalSeconds);
        double[] microseconds = new double[Rounds];
        double[] shares = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            double peak = Peak();
            microseconds[round] = Time(workload, callsPerRound);
            shares[round] = workload.FlopsPerCall / microseconds[round] / 1e3 / Math.Max(peak, Peak());
        }

        return (Median(microseconds), Median(shares));
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

    // The best of a few: a single one is short enough to be interrupted as a whole.
    private static double Peak() => Enumerable.Range(0, 10).Max(_ => FmaPeak.Measure());

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
