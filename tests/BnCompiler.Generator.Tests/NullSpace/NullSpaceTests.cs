using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Tests.NullSpace;

/// <summary>
/// The proof of the algebra: the directions that the analysis claims against the null space of the Jacobian of all declared parameters to the outputs, with batch
/// statistics, in float64, without ε.
/// </summary>
public sealed class NullSpaceTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Networks = 500;
    private const int Parts = 10;
    private const int MostParameters = 90;

    public static TheoryData<int> AllParts => [.. Enumerable.Range(0, Parts)];

    [Theory]
    [MemberData(nameof(AllParts))]
    public void ClaimsAreSoundAndCompleteInTheClass(int part)
    {
        int inClass = 0;
        int frozen = 0;
        var failures = new List<string>();
        for (int seed = part; seed < Networks; seed += Parts)
        {
            var graph = RandomGraph.Of(seed, MostParameters);
            string? whyNot = CompleteClass.WhyNot(graph);
            inClass += whyNot is null ? 1 : 0;
            frozen += graph.Nodes.Any(node => node.Layer is BatchNormLayer { Frozen: true }) ? 1 : 0;
            if (Problem(graph, seed, mustBeComplete: whyNot is null) is { } problem)
            {
                failures.Add($"seed {seed}: {problem}; {whyNot ?? "in the class"}\n{GraphPrinter.Print(graph)}");
            }
        }

        output.WriteLine($"{inClass} of {Networks / Parts} networks are in the class, {frozen} have a frozen BatchNorm.");
        Assert.True(failures.Count == 0, $"{failures.Count} failures\n" + string.Join("\n\n", failures));
        Assert.True(frozen >= Networks / Parts / 20, $"{frozen} networks have a frozen BatchNorm.");
        Assert.True(inClass >= ((Networks / Parts) - frozen) * 2 / 3, $"{inClass} networks are in the class.");
    }

    /// <summary>Why such networks are not in the class: w and b times a and γ over a change ŷ by the constant γ·r·m·(1 − 1/a), which β takes back, one such direction per channel.</summary>
    [Fact]
    public void FrozenStatisticsLeaveMoreFreedomThanIsClaimed()
    {
        var graph = Layers.Networks.Build("Network(4), Linear(3), BatchNorm(Frozen = true), ReLU, Linear(2)");

        Assert.Equal(6, FreeDirections.Of(graph).Count);
        Assert.Equal(6 + 3, MeasuredRank.Of(graph, seed: 1).Where(measured => measured.IsClear).Take(5).Min(measured => measured.Deficit));
        Assert.NotNull(CompleteClass.WhyNot(graph));
    }

    /// <summary>
    /// A claim that one point refutes is wrong, one that no point reaches is incomplete, and one that a point reaches is the generic null space: no other point has a smaller
    /// one. Points whose singular values are not clearly zero or not zero say nothing; there has to be one that is clear.
    /// </summary>
    private static string? Problem(Graph graph, int seed, bool mustBeComplete)
    {
        var claimed = FreeDirections.Of(graph);
        var measurements = new List<MeasuredRank>();
        foreach (var measured in MeasuredRank.Of(graph, seed))
        {
            if (!measured.IsClear)
            {
                continue;
            }

            measurements.Add(measured);
            if (measured.Deficit < claimed.Count)
            {
                return $"claimed {claimed.Shifts} + {claimed.Scales}, but {measured}";
            }

            if ((!mustBeComplete && measurements.Count == 2) || measured.Deficit == claimed.Count)
            {
                return null;
            }
        }

        return mustBeComplete || measurements.Count == 0
            ? $"claimed {claimed.Shifts} + {claimed.Scales}, measured {string.Join(" ", measurements.Select(measured => measured.Deficit))}"
            : null;
    }
}
