using BenchmarkDotNet.Attributes;
using BnCompiler.Benchmarks.Measuring;

namespace BnCompiler.Benchmarks;

/// <summary>Inference of networks that are one layer each.</summary>
[MemoryDiagnoser]
public class LayerBenchmarks
{
    public static IEnumerable<Workload> Source => Workloads.Layers();

    [ParamsSource(nameof(Source))]
    public required Workload Workload { get; set; }

    [Benchmark]
    public void Layer() => Workload.Run();
}
