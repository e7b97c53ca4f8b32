namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>The standard normal distribution in float64.</summary>
internal static class NormalDistribution
{
    // Where the series begins to cancel, the continued fraction has long converged.
    private const double SeriesLimit = 3;
    private const int Terms = 200;

    /// <summary>φ(x) = e^(−x²/2) / √(2π).</summary>
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>Φ(x).</summary>
    public static double Distribution(double x) => x <= 0 ? Tail(-x) : 1 - Tail(x);

    /// <summary>Φ(−t) for t ≥ 0: ½ − φ·(t + t³/3 + t⁵/(3·5) + …), or Laplace's φ/(t + 1/(t + 2/(t + 3/…))).</summary>
    private static double Tail(double t)
    {
        if (t < SeriesLimit)
        {
            double term = t;
            double sum = t;
            for (int k = 1; k < Terms; k++)
            {
                term *= t * t / ((2 * k) + 1);
                sum += term;
            }

            return 0.5 - (Density(t) * sum);
        }

        double fraction = t;
        for (int k = Terms; k > 0; k--)
        {
            fraction = t + (k / fraction);
        }

        return Density(t) / fraction;
    }
}
