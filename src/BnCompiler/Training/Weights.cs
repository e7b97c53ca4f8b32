using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>Weights that options of losses hold.</summary>
internal static class Weights
{
    /// <summary>The same, or an exception that names the option: each number is finite and at least 0.</summary>
    public static ImmutableArray<double> Checked(ImmutableArray<double> weights, string name)
    {
        ImmutableArray<double> values = weights.IsDefault ? [] : weights;
        int wrong = values.AsSpan().IndexOfAnyExceptInRange(0, double.MaxValue);
        return wrong < 0
            ? values
            : throw new ArgumentOutOfRangeException(name, values[wrong], FormattableString.Invariant($"Number {wrong} of {name} must be finite and at least 0."));
    }
}
