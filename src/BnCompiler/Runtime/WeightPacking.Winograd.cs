using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BnCompiler.Runtime;

public static partial class WeightPacking
{
    private const int KernelSize = 3;
    private const int Taps = KernelSize * KernelSize;

    // A whole cache line of packed weights, so that it is written once.
    private const int KernelsTogether = 16;

    // G of F(2, 3) at the points 0, ±1, ∞ and of F(4, 3) at 0, ±1, ±2, ∞ (Lavin and Gray, 2015).
    private static readonly double[][] WinogradOfTwo = [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]];

    private static readonly double[][] WinogradOfFour =
    [
        [1 / 4.0, 0, 0], [-1 / 6.0, -1 / 6.0, -1 / 6.0], [-1 / 6.0, 1 / 6.0, -1 / 6.0],
        [1 / 24.0, 1 / 12.0, 1 / 6.0], [1 / 24.0, -1 / 12.0, 1 / 6.0], [0, 0, 1],
    ];

    /// <summary>
    /// Transforms 3×3 kernels for Winograd's minimal filtering, U = G·w·Gᵀ in double, rounded once, and packs them <c>[place][block of outputs][input][output of the
    /// block]</c>. Outputs and blocks are whole vectors of 16.
    /// </summary>
    public static void PackWinograd(ref readonly float weight, ref float packed, int outputs, int inputs, int size, int blockWidth, int share, int shares) =>
        PackTransformed(new KernelOrder(in weight, inputs * Taps, Taps, isFlipped: false), ref packed, outputs, inputs, size, blockWidth, share, shares);

    /// <summary>
    /// The same for the gradient of the input: kernels are flipped, and <paramref name="outputs"/> and <paramref name="inputs"/>, those of the convolution, change places, so that blocks are of inputs.
    /// </summary>
    public static void PackWinogradInputGradient(ref readonly float weight, ref float packed, int outputs, int inputs, int size, int blockWidth, int share, int shares) =>
        PackTransformed(new KernelOrder(in weight, Taps, inputs * Taps, isFlipped: true), ref packed, inputs, outputs, size, blockWidth, share, shares);

    /// <summary>
    /// Sums what all workers have for the weight gradient of Winograd's minimal filtering, <c>[place][input][output]</c> each and <paramref name="workerStride"/> floats apart, in their order, and brings
    /// it into PyTorch's layout: dw = Gᵀ·dU·G.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void UnpackWinogradGradient(
        ref readonly float packed, ref float gradient, int outputs, int inputs, int size, int workers, int workerStride, int share, int shares)
    {
        double[][] matrix = MatrixOf(size);
        int places = matrix.Length * matrix.Length;
        var sum = new SumOfWorkers(workers, workerStride);
        Span<float> sums = stackalloc float[places * KernelsTogether];
        Span<float> kernels = stackalloc float[Taps * KernelsTogether];
        int groups = outputs / KernelsTogether;
        for (int group = groups * share / shares; group < groups * (share + 1) / shares; group++)
        {
            for (int input = 0; input < inputs; input++)
            {
                ref float first = ref Unsafe.Add(ref Unsafe.AsRef(in packed), (input * outputs) + (group * KernelsTogether));
                for (int place = 0; place < places; place++)
                {
                    ref float source = ref Unsafe.Add(ref first, (nint)place * inputs * outputs);
                    for (int lane = 0; lane < KernelsTogether; lane += LanesTogether)
                    {
                        sum.SumOfLanes(ref Unsafe.Add(ref source, lane)).CopyTo(sums[((place * KernelsTogether) + lane)..]);
                    }
                }

                TransformGradients(matrix, sums, kernels);
                ScatterKernels(kernels, ref Unsafe.Add(ref gradient, ((group * KernelsTogether * inputs) + input) * Taps), inputs * Taps);
            }
        }
    }

    private static double[][] MatrixOf(int size) => size == 2 ? WinogradOfTwo : WinogradOfFour;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackTransformed(KernelOrder order, ref float packed, int outputs, int inputs, int size, int blockWidth, int share, int shares)
    {
        double[][] matrix = MatrixOf(size);
        Span<float> kernels = stackalloc float[Taps * KernelsTogether];
        Span<float> transformed = stackalloc float[matrix.Length * matrix.Length * KernelsTogether];
        int groups = outputs / KernelsTogether;
        for (int group = groups * share / shares; group < groups * (share + 1) / shares; group++)
        {
            int output = group * KernelsTogether;
            int block = output / blockWidth * blockWidth;
            for (int input = 0; input < inputs; input++)
            {
                order.Gather(output, input, kernels);
                TransformKernels(matrix, kernels, transformed);
                ref float target = ref Unsafe.Add(ref packed, (block * inputs) + (input * blockWidth) + (output - block));
                for (int place = 0; place < matrix.Length * matrix.Length; place++)
                {
                    transformed.Slice(place * KernelsTogether, KernelsTogether)
                        .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref target, (nint)place * inputs * outputs), KernelsTogether));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScatterKernels(ReadOnlySpan<float> kernels, ref float first, int distance)
    {
        for (int kernel = 0; kernel < KernelsTogether; kernel++)
        {
            ref float taps = ref Unsafe.Add(ref first, (nint)kernel * distance);
            for (int tap = 0; tap < Taps; tap++)
            {
                Unsafe.Add(ref taps, tap) = kernels[(tap * KernelsTogether) + kernel];
            }
        }
    }

    /// <summary>Gᵀ·u·G for each kernel, first over the rows of places and then over the columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformGradients(double[][] matrix, ReadOnlySpan<float> places, Span<float> kernels)
    {
        int span = matrix.Length;
        Span<Vector256<double>> lows = stackalloc Vector256<double>[span];
        Span<Vector256<double>> highs = stackalloc Vector256<double>[span];
        for (int lane = 0; lane < KernelsTogether; lane += Vector256<float>.Count)
        {
            for (int row = 0; row < KernelSize; row++)
            {
                for (int column = 0; column < span; column++)
                {
                    (lows[column], highs[column]) = (default, default);
                    for (int place = 0; place < span; place++)
                    {
                        var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(
                            ref MemoryMarshal.GetReference(places), (nuint)((((place * span) + column) * KernelsTogether) + lane)));
                        lows[column] += low * matrix[place][row];
                        highs[column] += high * matrix[place][row];
                    }
                }

                for (int tap = 0; tap < KernelSize; tap++)
                {
                    Vector256<double> low = default, high = default;
                    for (int column = 0; column < span; column++)
                    {
                        low += lows[column] * matrix[column][tap];
                        high += highs[column] * matrix[column][tap];
                    }

                    Vector256.Narrow(low, high).CopyTo(kernels[((((row * KernelSize) + tap) * KernelsTogether) + lane)..]);
                }
            }
        }
    }

    /// <summary>G·w·Gᵀ for each kernel, first over the rows of taps and then over the columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformKernels(double[][] matrix, ReadOnlySpan<float> kernels, Span<float> transformed)
    {
        int span = matrix.Length;
        for (int lane = 0; lane < KernelsTogether; lane += Vector256<float>.Count)
        {
            for (int row = 0; row < span; row++)
            {
                var (low0, high0) = Combine(matrix[row], kernels, lane);
                var (low1, high1) = Combine(matrix[row], kernels[KernelsTogether..], lane);
                var (low2, high2) = Combine(matrix[row], kernels[(2 * KernelsTogether)..], lane);
                for (int column = 0; column < span; column++)
                {
                    double[] factors = matrix[column];
                    var low = (low0 * factors[0]) + (low1 * factors[1]) + (low2 * factors[2]);
                    var high = (high0 * factors[0]) + (high1 * factors[1]) + (high2 * factors[2]);
                    Vector256.Narrow(low, high).CopyTo(transformed[((((row * span) + column) * KernelsTogether) + lane)..]);
                }
            }
        }
    }

    /// <summary>A row of G times a column of taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Low, Vector256<double> High) Combine(double[] factors, ReadOnlySpan<float> column, int lane)
    {
        var (low, high) = Widened(column, 0, lane);
        (low, high) = (low * factors[0], high * factors[0]);
        for (int tap = 1; tap < KernelSize; tap++)
        {
            var (nextLow, nextHigh) = Widened(column, tap, lane);
            (low, high) = (low + (nextLow * factors[tap]), high + (nextHigh * factors[tap]));
        }

        return (low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Low, Vector256<double> High) Widened(ReadOnlySpan<float> column, int tap, int lane) =>
        Vector256.Widen(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(column), (nuint)((tap * KernelSize * KernelsTogether) + lane)));

    /// <summary>Where 3×3 kernels are for one that reads them: distances between outputs and inputs, and whether taps are read from the last to the first.</summary>
    private readonly ref struct KernelOrder(ref readonly float weight, int outputDistance, int inputDistance, bool isFlipped)
    {
        private readonly ref readonly float _weight = ref weight;

        /// <summary>Kernels of consecutive outputs for one input, as <c>[tap][kernel]</c>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Gather(int output, int input, Span<float> kernels)
        {
            ref float first = ref Unsafe.Add(ref Unsafe.AsRef(in _weight), ((nint)output * outputDistance) + ((nint)input * inputDistance));
            int tapDistance = isFlipped ? -1 : 1;
            first = ref Unsafe.Add(ref first, isFlipped ? Taps - 1 : 0);
            for (int kernel = 0; kernel < KernelsTogether; kernel++)
            {
                ref float taps = ref Unsafe.Add(ref first, (nint)kernel * outputDistance);
                for (int tap = 0; tap < Taps; tap++)
                {
                    kernels[(tap * KernelsTogether) + kernel] = Unsafe.Add(ref taps, tap * tapDistance);
                }
            }
        }
    }
}
