using System.Runtime.CompilerServices;

namespace BnCompiler.Runtime;

public static partial class WeightPacking
{
    // G of F(2, 3) at the points 0, ±1, ∞ and of F(4, 3) at 0, ±1, ±2, ∞ (Lavin and Gray, 2015).
    private static readonly double[][] WinogradOfTwo = [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]];

    private static readonly double[][] WinogradOfFour =
    [
        [1 / 4.0, 0, 0], [-1 / 6.0, -1 / 6.0, -1 / 6.0], [-1 / 6.0, 1 / 6.0, -1 / 6.0],
        [1 / 24.0, 1 / 12.0, 1 / 6.0], [1 / 24.0, -1 / 12.0, 1 / 6.0], [0, 0, 1],
    ];

    /// <summary>
    /// Transforms 3×3 kernels for Winograd's minimal filtering, U = G·w·Gᵀ in double, rounded once, and packs them <c>[place][block of outputs][input][output of the
    /// block]</c>.
    /// </summary>
    public static void PackWinograd(ref readonly float weight, ref float packed, int outputs, int inputs, int size, int blockWidth, int share, int shares)
    {
        double[][] matrix = size == 2 ? WinogradOfTwo : WinogradOfFour;
        int span = matrix.Length;
        Span<double> transformed = stackalloc double[span * span];
        for (int output = outputs * share / shares; output < outputs * (share + 1) / shares; output++)
        {
            int block = output / blockWidth * blockWidth;
            for (int input = 0; input < inputs; input++)
            {
                TransformKernel(matrix, in Unsafe.Add(ref Unsafe.AsRef(in weight), ((output * inputs) + input) * 9), transformed);
                for (int place = 0; place < transformed.Length; place++)
                {
                    int at = (place * inputs * outputs) + (block * inputs) + (input * blockWidth) + (output - block);
                    Unsafe.Add(ref packed, at) = (float)transformed[place];
                }
            }
        }
    }

    private static void TransformKernel(double[][] matrix, ref readonly float kernel, Span<double> transformed)
    {
        ref float first = ref Unsafe.AsRef(in kernel);
        for (int row = 0; row < matrix.Length; row++)
        {
            for (int column = 0; column < matrix.Length; column++)
            {
                double sum = 0;
                for (int tap = 0; tap < 9; tap++)
                {
                    sum += matrix[row][tap / 3] * Unsafe.Add(ref first, tap) * matrix[column][tap % 3];
                }

                transformed[(row * matrix.Length) + column] = sum;
            }
        }
    }
}
