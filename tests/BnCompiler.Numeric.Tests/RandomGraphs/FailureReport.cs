using System.Text;
using BnCompiler.Numeric.Tests.Networks;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>What a failing run prints: how many graphs failed in which way, and of each way the first one, shrunk, ready to be kept in <see cref="FoundGraphs"/>.</summary>
internal static class FailureReport
{
    private const int ShrinkingTries = 80;

    public static string Of(IReadOnlyCollection<GraphFailure> failures)
    {
        var report = new StringBuilder();
        foreach (var kind in failures.OrderBy(failure => failure.Case.Seed).GroupBy(failure => failure.Kind))
        {
            report.Append($"\n{kind.Key}: {kind.Count()} graph(s), seeds {string.Join(", ", kind.Take(20).Select(failure => failure.Case.Seed))}\n");
            var first = kind.First();
            var smallest = first.Case with
            {
                Spec = GraphShrinker.Smallest(first.Case.Spec, spec => Failure(first.Case with { Spec = spec })?.Kind == kind.Key, ShrinkingTries),
            };
            report.Append($"{first.Message}\n{first.Case.Spec}\nshrinks to\n{smallest.Spec}\n{Failure(smallest)?.Message}\nKeep it as\n");
            report.Append($"[\"what is wrong\"] = new(Seed: {smallest.Seed}, Spec: {SpecCode.Of(smallest.Spec)}),\n");
        }

        return report.ToString();
    }

    private static GraphFailure? Failure(GraphCase graph) => GraphRun.Failures([graph], new Comparison()).SingleOrDefault();
}
