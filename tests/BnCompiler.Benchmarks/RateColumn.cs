using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BnCompiler.Benchmarks.Measuring;

namespace BnCompiler.Benchmarks;

/// <summary>A column computed from the mean rate of a benchmark in GFLOP/s.</summary>
internal sealed class RateColumn(string name, string legend, Func<double, string> format) : IColumn
{
    public string Id => name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var statistics = summary[benchmarkCase]?.ResultStatistics;
        var workload = (Workload)benchmarkCase.Parameters[nameof(Workload)];
        return statistics is null ? "?" : format(workload.FlopsPerCall / statistics.Mean);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
}
