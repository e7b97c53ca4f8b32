using BnCompiler.Numeric.Tests.Networks;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>What random graphs found once, shrunk, under the name of what was wrong.</summary>
public sealed class FoundGraphs
{
    public static TheoryData<string> Cases => [.. Graphs.Keys];

    private static Dictionary<string, GraphCase> Graphs { get; } = new()
    {
        ["SiLU where its exponential underflows, in front of large factors"] = new(Seed: 70, Spec: new(
            Extent.Image(4, 5, 4), new Conv2dSpec(9, new Window(1)), new Conv2dSpec(1, new Window(1)), new SiLUSpec()) { Batch = 5, InputOffset = 30 }),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void StayMended(string name) => Assert.Empty(GraphRun.Failures([Graphs[name]], new Comparison()));
}
