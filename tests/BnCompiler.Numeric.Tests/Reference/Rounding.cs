namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>
/// How float32 rounds. Errors of independent roundings add up like a random walk: a sum of k terms of total magnitude M is off by about √k·u·M,
/// and an error e behind a weight w by |w|·e, several of them as the root of the sum of squares. Comparisons allow <see cref="Safety"/> times that.
/// </summary>
internal static class Rounding
{
    /// <summary>u = 2⁻²⁴, half the distance from 1 to the next float32.</summary>
    public const double Unit = 1.0 / (1 << 24);

    /// <summary>How many times the expected error is allowed.</summary>
    public const double Safety = 6;

    /// <summary>Below this, float32 is subnormal and relative errors mean nothing.</summary>
    public const double Tiny = 1e-36;

    /// <summary>2⁻¹²⁶, the smallest float32 that is not subnormal: an exponential below it may be 0.</summary>
    public const double SmallestNormal = 1.17549435e-38;

    /// <summary>2⁻¹⁵⁰, half the distance between subnormal float32: what rounding may take from a number of any size.</summary>
    public const double SubnormalUnit = float.Epsilon / 2.0;

    /// <summary>A sum of <paramref name="terms"/> values whose absolute values add up to <paramref name="magnitude"/>.</summary>
    public static double Sum(int terms, double magnitude) => (Math.Sqrt(terms) + 2) * Unit * magnitude;

    /// <summary>Whether float32 may see x on the other side of the threshold.</summary>
    public static bool IsAmbiguous(double distance, double error) => error > 0 && Math.Abs(distance) <= Safety * error;
}
