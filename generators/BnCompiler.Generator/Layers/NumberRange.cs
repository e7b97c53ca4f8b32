using System.Globalization;

namespace BnCompiler.Generator.Layers;

/// <summary>A condition on a real argument, which is used as a float.</summary>
/// <param name="Expected">The condition in words.</param>
/// <param name="Contains">The condition; never true for NaN or what a float cannot hold.</param>
internal sealed record NumberRange(string Expected, Func<double, bool> Contains)
{
    public static NumberRange Finite { get; } = new("a finite number", IsFinite);

    public static NumberRange Positive { get; } = new("a finite number greater than 0", value => (float)value > 0 && IsFinite(value));

    public static NumberRange Fraction { get; } = new("0 to 1", value => value >= 0 && value <= 1);

    public static NumberRange Probability { get; } = new("at least 0 and less than 1", value => value >= 0 && (float)value < 1);

    /// <summary>Above another argument's value, as floats.</summary>
    public static NumberRange GreaterThan(double bound, string name) => new(
        $"a finite number greater than {name}, {bound.ToString("R", CultureInfo.InvariantCulture)}",
        value => (float)value > (float)bound && IsFinite(value));

    // As a float: the shortest text of the largest one is a larger double.
    private static bool IsFinite(double value) => !float.IsInfinity((float)value) && !double.IsNaN(value);
}
