using BenchmarkDotNet.Attributes;
using BnCompiler.Benchmarks.Measuring;

namespace BnCompiler.Benchmarks;

/// <summary>Inference and training of the sample's network.</summary>
[MemoryDiagnoser]
public class NetworkBenchmarks
{
    public static IEnumerable<Workload> Source => Workloads.Networks();

    [ParamsSource(nameof(Source))]
    public required Workload Workload { get; set; }

    [Benchmark]
    public void Network() => Workload.Run();
}
