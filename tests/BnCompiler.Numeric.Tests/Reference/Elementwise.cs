namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>An elementwise function in float64 with its derivative, and the float32 accuracy expected of its computation.</summary>
/// <param name="Value">f(x).</param>
/// <param name="Derivative">f′ from x and y.</param>
internal sealed record Elementwise(Func<double, double> Value, Func<double, double, double> Derivative)
{
    /// <summary>A polynomial or quotient evaluated in float32 may be off by this many units.</summary>
    private const double FunctionUnits = 8;

    /// <summary>|df′/dy| from x and y, for the error of f′ that an error of y brings; |df′/dx| where <see cref="GradientFromInput"/>.</summary>
    public Func<double, double, double> Curvature { get; init; } = (_, _) => 0;

    /// <summary>Whether f′ is computed from x and not from y.</summary>
    public bool GradientFromInput { get; init; }

    /// <summary>Where f′ jumps, and how far.</summary>
    public (double At, double Jump)[] Kinks { get; init; } = [];

    /// <summary>Whether f or f′ is proportional to an exponential, which float32 takes as 0 below its smallest numbers.</summary>
    public bool HasExponential { get; init; }

    /// <summary>Units of rounding in f and f′, at x.</summary>
    public Func<double, double> Units { get; init; } = _ => FunctionUnits;

    public static Elementwise Sigmoid { get; } = new(Logistic, (_, y) => y * (1 - y)) { Curvature = (_, y) => Math.Abs(1 - (2 * y)), HasExponential = true };

    public static Elementwise Tanh { get; } = new(Math.Tanh, (_, y) => 1 - (y * y)) { Curvature = (_, y) => 2 * Math.Abs(y) };

    public static Elementwise SiLU { get; } = Gated(x => x, _ => 1, _ => 0);

    /// <summary>x·σ(u) with u = √(8/π)·(x + 0.044715·x³), which is x·(1 + tanh(u/2))/2.</summary>
    public static Elementwise GELUTanh { get; } = Gated(
        x => Math.Sqrt(8 / Math.PI) * (x + (0.044715 * x * x * x)),
        x => Math.Sqrt(8 / Math.PI) * (1 + (3 * 0.044715 * x * x)),
        x => Math.Sqrt(8 / Math.PI) * 6 * 0.044715 * x);

    /// <summary>x·Φ(x). An exponential's exponent x²/2 is rounded, which is a relative error of the result.</summary>
    public static Elementwise GELU { get; } = new(
        x => x * NormalDistribution.Distribution(x),
        (x, _) => NormalDistribution.Distribution(x) + (x * NormalDistribution.Density(x)))
    {
        GradientFromInput = true,
        HasExponential = true,
        Curvature = (x, _) => Math.Abs((2 - (x * x)) * NormalDistribution.Density(x)),
        Units = x => FunctionUnits + (x * x),
    };

    public static Elementwise HardSwish { get; } = new(
        x => x * Math.Clamp(x + 3, 0, 6) / 6,
        (x, _) => x < -3 ? 0 : x < 3 ? (x / 3) + 0.5 : 1)
    {
        GradientFromInput = true,
        Curvature = (x, _) => Math.Abs(x) < 3 ? 1.0 / 3 : 0,
        Kinks = [(-3, 0.5), (3, 0.5)],
    };

    public static Elementwise HardSigmoid { get; } = new(
        x => Math.Clamp(x + 3, 0, 6) / 6,
        (x, _) => x is > -3 and < 3 ? 1.0 / 6 : 0)
    {
        GradientFromInput = true,
        Kinks = [(-3, 1.0 / 6), (3, 1.0 / 6)],
    };

    public static Elementwise LeakyReLU(double slope) => new(x => x > 0 ? x : slope * x, (x, _) => x > 0 ? 1 : slope)
    {
        Kinks = [(0, Math.Abs(1 - slope))],
        Units = _ => slope == 0 ? 0 : 2,
    };

    public static Elementwise ELU(double alpha) => new(
        x => x > 0 ? x : alpha * ExpMinusOne(x),
        (x, _) => x > 0 ? 1 : alpha * Math.Exp(x))
    {
        GradientFromInput = alpha < 0,
        HasExponential = true,
        Curvature = (x, _) => x > 0 ? 0 : alpha < 0 ? -alpha * Math.Exp(x) : 1,
        Kinks = [(0, Math.Abs(1 - alpha))],
    };

    /// <summary>Bounds that are float32 numbers.</summary>
    public static Elementwise Clamp(double lowest, double highest) => new(
        x => Math.Clamp(x, lowest, highest),
        (x, _) => x > lowest && x < highest ? 1 : 0)
    {
        Kinks = [(lowest, 1), (highest, 1)],
        Units = _ => 0,
    };

    /// <summary>e^x − 1; near 0 by its series, where the difference would cancel.</summary>
    public static double ExpMinusOne(double x) =>
        Math.Abs(x) > 1e-2 ? Math.Exp(x) - 1 : x * (1 + (x / 2 * (1 + (x / 3 * (1 + (x / 4 * (1 + (x / 5))))))));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>x·σ(u(x)); f′ = σ + x·u′·σ(1 − σ). The rounding of u is a relative error of σ where σ is small.</summary>
    private static Elementwise Gated(Func<double, double> u, Func<double, double> slope, Func<double, double> slopeOfSlope) => new(
        x => x * Logistic(u(x)),
        (x, _) => Logistic(u(x)) + (x * slope(x) * Variance(u(x))))
    {
        GradientFromInput = true,
        HasExponential = true,
        Curvature = (x, _) => Math.Abs(Variance(u(x)) * ((2 * slope(x)) + (x * slopeOfSlope(x)) + (x * slope(x) * slope(x) * (1 - (2 * Logistic(u(x))))))),
        Units = x => FunctionUnits + (4 * Math.Abs(u(x))),
    };

    /// <summary>σ(1 − σ).</summary>
    private static double Variance(double u) => Logistic(u) * Logistic(-u);
}
