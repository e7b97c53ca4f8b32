using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Samples.Measuring;

namespace BnCompiler.Benchmarks;

/// <summary>
/// Runs in this process, so that the peak is measured under the same settings of the runtime (a vector tier switched off by
/// <c>DOTNET_EnableAVX512=0</c> is off for both), and adds the columns that compare with it.
/// </summary>
internal static class PeakConfig
{
    // Half a second each: all benchmarks together take about five minutes.
    private const int WarmUps = 4;
    private const int Iterations = 12;

    private const int LongestName = 60;

    public static IConfig Create()
    {
        double peak = FmaPeak.MeasureBest();
        Console.WriteLine(FormattableString.Invariant($"// {FmaPeak.Tier} vectors, FMA peak of one core {peak:0} GFLOP/s"));
        return DefaultConfig.Instance
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(LongestName))
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(WarmUps).WithIterationCount(Iterations))
            .AddColumn(new RateColumn("GFLOP/s", "Multiply-adds of the textbook loop, counted twice", rate => FormattableString.Invariant($"{rate:0.0}")))
            .AddColumn(new RateColumn("Peak share", "GFLOP/s over the measured FMA peak of one core", rate => FormattableString.Invariant($"{100 * rate / peak:0} %")));
    }
}
