using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Compares float32 results with the reference within its bounds, NaN being equal to NaN, and keeps count of how sharp the bounds were.</summary>
internal sealed class Comparison
{
    /// <summary>How large the bounds were in relation to the values, one number per compared array.</summary>
    public List<double> RelativeBounds { get; } = [];

    public void Check(string what, ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, ReadOnlySpan<double> errors)
    {
        Assert.True(actual.Length == expected.Length, $"{what}: {actual.Length} values, expected {expected.Length}.");
        double largestValue = 0;
        double largestBound = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double bound = (Rounding.Safety * errors[i]) + Rounding.Tiny;
            if (double.IsNaN(actual[i]) != double.IsNaN(expected[i]) || Math.Abs(actual[i] - expected[i]) > bound)
            {
                var kind = double.IsNaN(actual[i]) ? FailureKind.NotANumber : FailureKind.Difference;
                throw new NetworkFailureException(kind, $"{what}[{i}] is {actual[i]:R}, expected {expected[i]:R} ± {bound:E2}.");
            }

            largestValue = Math.Max(largestValue, Math.Abs(expected[i]));
            largestBound = Math.Max(largestBound, bound);
        }

        if (largestValue > 0)
        {
            RelativeBounds.Add(largestBound / largestValue);
        }
    }
}
