namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>
/// How much a 3×3 convolution rounds by Winograd's minimal filtering, y = Aᵀ[(G·w·Gᵀ) ⊙ (Bᵀ·d·B)]·A. An error at a place of the transformed square reaches the output with
/// the weight A; there a product of c channels is off by about √c·u·|U|·|V|, of random signs. With weights up to w and inputs up to d around the output,
/// |U| ≈ ‖G‖₂²·w and |V| ≈ ‖B‖₂²·d along the two axes, so that the sum of squares over places is K²·(w·d)² with K = max over rows of A of Σ A²·‖G‖₂²·‖B‖₂².
/// </summary>
internal static class WinogradRounding
{
    // The matrices of F(4, 3) at 0, ±1, ±2, ∞, whose last output is the least exact: 94.4. F(2, 3) stays below, with 5.
    private const double Amplification = 94.4;

    // Roundings of the transforms, beside those of the sum over channels.
    private const double Transforms = 8;

    // A square of 4 × 4 outputs reads 6 × 6 inputs: none is farther away.
    private const int Reach = 5;

    /// <summary>Whether the compiler may do it that way.</summary>
    public static bool MayApply(Conv2dSpec spec, int inputs) =>
        spec is { Groups: 1, Window: { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 } }
        && inputs % 16 == 0 && spec.OutChannels % 16 == 0;

    /// <summary>Adds the errors to those of the outputs.</summary>
    public static void Add(Volume output, Volume input, ReadOnlySpan<double> weight)
    {
        double[] largest = LargestAround(input);
        for (int o = 0; o < output.Channels; o++)
        {
            double[] perInput = LargestTaps(weight, o, input.Channels);
            for (int n = 0; n < output.Samples; n++)
            {
                for (int position = 0; position < output.Height * output.Width; position++)
                {
                    var (y, x) = (Math.Min(position / output.Width, input.Height - 1), Math.Min(position % output.Width, input.Width - 1));
                    double products = Enumerable.Range(0, input.Channels).Sum(c => perInput[c] * largest[input[n, c, y, x]]);
                    output.Errors[output[n, o, position / output.Width, position % output.Width]] +=
                        (Math.Sqrt(input.Channels) + Transforms) * Rounding.Unit * Amplification * products;
                }
            }
        }
    }

    private static double[] LargestTaps(ReadOnlySpan<double> weight, int output, int inputs)
    {
        var largest = new double[inputs];
        for (int c = 0; c < inputs; c++)
        {
            foreach (double tap in weight.Slice(((output * inputs) + c) * 9, 9))
            {
                largest[c] = Math.Max(largest[c], Math.Abs(tap));
            }
        }

        return largest;
    }

    private static double[] LargestAround(Volume input)
    {
        var largest = new double[input.Values.Length];
        for (int plane = 0; plane < input.Samples * input.Channels; plane++)
        {
            int first = plane * input.Height * input.Width;
            for (int y = 0; y < input.Height; y++)
            {
                for (int x = 0; x < input.Width; x++)
                {
                    largest[first + (y * input.Width) + x] = LargestAround(input, first, y, x);
                }
            }
        }

        return largest;
    }

    private static double LargestAround(Volume input, int first, int y, int x)
    {
        double largest = 0;
        for (int row = Math.Max(0, y - Reach); row <= Math.Min(input.Height - 1, y + Reach); row++)
        {
            for (int column = Math.Max(0, x - Reach); column <= Math.Min(input.Width - 1, x + Reach); column++)
            {
                int at = first + (row * input.Width) + column;
                largest = Math.Max(largest, Math.Max(Math.Abs(input.Values[at]), input.Magnitudes[at]));
            }
        }

        return largest;
    }
}
