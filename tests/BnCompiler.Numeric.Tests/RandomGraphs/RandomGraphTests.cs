using System.Collections.Concurrent;
using BnCompiler.Numeric.Tests.Networks;
using BnCompiler.Numeric.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>
/// Random valid graphs, the same ones in every run, against the reference: folded, unfolded, in training with every gradient, with hostile parameters and batches.
/// To look further, set BNCOMPILER_RANDOM_GRAPHS to how many graphs and BNCOMPILER_RANDOM_SEED to another seed.
/// </summary>
public sealed class RandomGraphTests(ITestOutputHelper output)
{
    private const int Seed = 20250;
    private const int Graphs = 2000;

    /// <summary>One compilation for many graphs is far faster than one each, and several of them use all cores.</summary>
    private const int GraphsOfACompilation = 40;

    /// <summary>A compilation takes some hundred megabytes.</summary>
    private const int MostCompilationsAtOnce = 4;

    /// <summary>Of the 2,000, so that nothing is there by luck.</summary>
    private const int FewestOfEach = 3;

    [Fact]
    public void EveryGraphComputesWhatItDeclares()
    {
        var cases = Draw(FromEnvironment("BNCOMPILER_RANDOM_GRAPHS", Graphs));
        var failures = new ConcurrentQueue<GraphFailure>();
        var bounds = new ConcurrentQueue<double>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, MostCompilationsAtOnce) };
        Parallel.ForEach(cases.Chunk(GraphsOfACompilation), options, together =>
        {
            var comparison = new Comparison();
            foreach (var failure in GraphRun.Failures(together, comparison))
            {
                failures.Enqueue(failure);
            }

            comparison.RelativeBounds.ForEach(bounds.Enqueue);
        });

        Assert.True(failures.IsEmpty, $"{failures.Count} of {cases.Length} graphs fail.\n{FailureReport.Of(failures)}");
        AssertSharp([.. bounds.Order()]);
    }

    [Fact]
    public void GraphsHaveEveryLayerInEveryPlace()
    {
        var census = new GraphCensus(Draw(Graphs).Select(graph => graph.Spec));
        output.WriteLine(census.ToString());
        Assert.All(Everywhere(), what => Assert.True(census[what] >= FewestOfEach, $"Only {census[what]} of {Graphs} graphs have: {what}.\n{census}"));
    }

    /// <summary>Every layer that can be specified, alone and in front of a BatchNorm, and the places that matter to a BatchNorm.</summary>
    private static IEnumerable<string> Everywhere()
    {
        string[] layers = [.. typeof(LayerSpec).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerSpec)) && !type.IsAbstract).Select(type => type.Name[..^"Spec".Length])];
        return
        [
            .. layers, .. layers.Select(layer => $"BatchNorm behind {layer}"),
            "grouped Conv2d", "grouped ConvTranspose2d", "bilinear Upsample", "gate [C]", "gate [C, 1, 1]", "chain", "no chain", "a value with several readers", "a batch to refuse",
            "several outputs", "a repeated block", "a block used once", "a block with its defaults", "a block with an argument", "a block used in several places", "a block with several arguments",
            "BatchNorm in a block", "BatchNorm in front of Output", "BatchNorm in front of Use",
            "frozen BatchNorm", "BatchNorm behind input", "BatchNorm as output", "BatchNorm in front of padded Conv2d", "BatchNorm in front of BatchNorm", "BatchNorm in front of Add",
            "BatchNorm in front of Concat", "BatchNorm in front of Multiply", "BatchNorm in front of MaxPool2d", "BatchNorm in front of Flatten",
            .. Enum.GetNames<BatchNormValues>().Select(values => $"BatchNorm of {values}"),
        ];
    }

    // A bound as large as the values would let anything pass; only networks that amplify rounding themselves may have one.
    private void AssertSharp(double[] bounds)
    {
        double median = bounds[bounds.Length / 2];
        double quartile = bounds[bounds.Length * 3 / 4];
        output.WriteLine($"{bounds.Length} comparisons; bounds relative to the largest value: half below {median:E2}, three quarters below {quartile:E2}");
        Assert.True(median < 1e-4 && quartile < 1e-3, $"Half of the bounds should be below 0.01 % of the values and three quarters below 0.1 %; they are {median:E2} and {quartile:E2}.");
    }

    private static GraphCase[] Draw(int count)
    {
        int seed = FromEnvironment("BNCOMPILER_RANDOM_SEED", Seed);
        return [.. RandomGraph.Networks.Sample(count, new Rnd((ulong)seed), 30).Select((spec, index) => new GraphCase(index, spec))];
    }

    private static int FromEnvironment(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : usual;
}
