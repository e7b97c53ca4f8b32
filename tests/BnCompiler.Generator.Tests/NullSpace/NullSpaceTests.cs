using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;

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
        var failures = new List<string>();
        for (int seed = part; seed < Networks; seed += Parts)
        {
            var graph = RandomGraph.Of(seed, MostParameters);
            string? whyNot = CompleteClass.WhyNot(graph);
            inClass += whyNot is null ? 1 : 0;
            if (Problem(graph, seed, mustBeComplete: whyNot is null) is { } problem)
            {
                failures.Add($"seed {seed}: {problem}; {whyNot ?? "in the class"}\n{GraphPrinter.Print(graph)}");
            }
        }

        output.WriteLine($"{inClass} of {Networks / Parts} networks are in the class.");
        Assert.True(failures.Count == 0, $"{failures.Count} failures\n" + string.Join("\n\n", failures));
        Assert.True(inClass >= Networks / Parts * 2 / 3, $"{inClass} networks are in the class.");
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
