using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace BnCompiler;

/// <summary>The norm of all gradients together, and clipping by it (Pascanu, Mikolov and Bengio, 2013): PyTorch's <c>clip_grad_norm_</c>.</summary>
public static class GradientNorm
{
    // PyTorch's: a norm of zero divides by this.
    private const double Epsilon = 1e-6;

    /// <summary>√Σg², summed in double.</summary>
    /// <param name="gradients">The gradients of a trainer; the gaps between parameters are zero.</param>
    public static double Of(ReadOnlySpan<float> gradients) => Math.Sqrt(SumOfSquares(gradients));

    /// <summary>Multiplies all gradients with the same factor where their norm is larger than wanted; leaves them alone where it is not, or no finite number.</summary>
    /// <param name="gradients">The gradients of a trainer.</param>
    /// <param name="maximum">The largest norm, above 0.</param>
    /// <returns>The norm before.</returns>
    public static double Clip(Span<float> gradients, double maximum)
    {
        if (!(maximum > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "The largest norm must be above 0.");
        }

        double norm = Of(gradients);
        if (norm > maximum && double.IsFinite(norm))
        {
            float factor = (float)(maximum / (norm + Epsilon));
            TensorPrimitives.Multiply(gradients, factor, gradients);
        }

        return norm;
    }

    /// <summary>Σv², in double.</summary>
    internal static double SumOfSquares(ReadOnlySpan<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        Vector<double> sums = Vector<double>.Zero;
        int index = 0;
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref first, (nuint)index), out Vector<double> low, out Vector<double> high);
            sums += (low * low) + (high * high);
        }

        double sum = Vector.Sum(sums);
        for (; index < values.Length; index++)
        {
            sum += (double)values[index] * values[index];
        }

        return sum;
    }
}
