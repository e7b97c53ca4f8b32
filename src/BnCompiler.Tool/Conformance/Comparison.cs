using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Conformance;

/// <summary>
/// Compares computed values with expected ones: each may differ by a thousandth of itself and a hundred-thousandth of the largest, and by more where the expected ones are
/// rounded to a type of fewer digits.
/// </summary>
internal static class Comparison
{
    private const double Relative = 1e-3;

    private const double OfLargest = 1e-5;

    private const double OfBFloat16 = 1.0 / 128;

    /// <summary>What is wrong, or null.</summary>
    /// <param name="deviation">The largest difference as a part of the largest expected value.</param>
    public static string? Check(string name, ReadOnlySpan<float> actual, ImmutableArray<int> sizes, Tensor expected, out double deviation)
    {
        deviation = 0;
        if (!sizes.SequenceEqual(expected.Sizes))
        {
            return $"output '{name}' has sizes {Sizes.Text(sizes)}; expected {Sizes.Text(expected.Sizes)}";
        }

        if (!expected.IsFloating)
        {
            return $"output '{name}' is expected as {expected.Type.Text()}; a network's outputs are floats";
        }

        double relative = expected.Type == TensorType.BFloat16 ? OfBFloat16 : Relative;
        double largest = 0;
        for (int index = 0; index < expected.Length; index++)
        {
            double value = Math.Abs(expected.Number(index));
            largest = double.IsFinite(value) ? Math.Max(largest, value) : largest;
        }

        for (int index = 0; index < expected.Length; index++)
        {
            double wanted = expected.Number(index), difference = Math.Abs(actual[index] - wanted);
            if (actual[index] == wanted || (double.IsNaN(wanted) && float.IsNaN(actual[index])))
            {
                continue;
            }

            if (!(difference <= (relative * Math.Abs(wanted)) + (OfLargest * largest)))
            {
                return string.Create(CultureInfo.InvariantCulture, $"output '{name}' is {actual[index]} at {index}; expected {wanted}");
            }

            deviation = Math.Max(deviation, largest > 0 ? difference / largest : difference);
        }

        return null;
    }
}
