using BenchmarkDotNet.Running;
using BnCompiler.Benchmarks;
using BnCompiler.Benchmarks.Measuring;

if (args is ["--quick"])
{
    QuickTable.Print(Workloads.Networks().Concat(Workloads.Layers()));
    return;
}

BenchmarkSwitcher.FromTypes([typeof(NetworkBenchmarks), typeof(LayerBenchmarks)]).Run(args, PeakConfig.Create());
