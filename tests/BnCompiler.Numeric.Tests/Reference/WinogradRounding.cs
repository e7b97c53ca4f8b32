namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>
/// How much a 3×3 convolution rounds by Winograd's minimal filtering, y = Aᵀ[(G·w·Gᵀ) ⊙ (Bᵀ·d·B)]·A. An error at a place of the transformed square reaches the output with
/// the weight A; there a product of c channels is off by about √c·u·|U|·|V|, of random signs. With weights up to w and inputs up to d around the output,
/// |U| ≈ ‖G‖₂²·w and |V| ≈ ‖B‖₂²·d along the two axes, so that the sum of squares over places is K²·(w·d)² with K = max over rows of A of Σ A²·‖G‖₂²·‖B‖₂².
/// <para>The gradient of the input is such a convolution of dy. That of the weights, Gᵀ[Σ (Bᵀ·d·B) ⊙ (A·dy·Aᵀ)]·G over the squares, is off in the same way with K = max over columns of G of Σ G²·‖A‖₂²·‖B‖₂².</para>
/// </summary>
internal static class WinogradRounding
{
    // The matrices of F(4, 3) at 0, ±1, ±2, ∞, whose last output is the least exact: 94.4. F(2, 3) stays below, with 5.
    private const double Amplification = 94.4;

    // The column of G for the last tap: 96.8. F(2, 3) stays below, with 4 and four times as many squares.
    private const double GradientAmplification = 96.8;

    // Outputs of a square along an axis.
    private const int Size = 4;

    // Roundings of the transforms, beside those of the sum over channels.
    private const double Transforms = 8;

    // A square of 4 × 4 outputs reads 6 × 6 inputs: none is farther away.
    private const int Reach = 5;

    /// <summary>Whether the compiler may do it that way.</summary>
    public static bool MayApply(Conv2dSpec spec, int inputs) =>
        spec is { Groups: 1, Window: { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 } }
        && inputs % 16 == 0 && spec.OutChannels % 16 == 0;

    /// <summary>Adds the errors to those of the outputs.</summary>
    public static void Add(Volume output, Volume input, double[] weight) => Add(output, input, (o, i) => LargestTap(weight, (o * input.Channels) + i));

    /// <summary>Adds the errors to those of the gradient of the inputs.</summary>
    public static void AddToInputs(Volume inputGradient, Volume gradient, double[] weight) =>
        Add(inputGradient, gradient, (i, o) => LargestTap(weight, (o * inputGradient.Channels) + i));

    /// <summary>Adds the errors to those of the gradient of the weights.</summary>
    public static void AddToWeights(double[] errors, Volume input, Volume gradient, Window window)
    {
        double[][] inputs = [.. Enumerable.Range(0, input.Channels).Select(i => LargestInSquares(input, i, gradient, -window.PaddingHeight, -window.PaddingWidth, Size + 2))];
        double[][] gradients = [.. Enumerable.Range(0, gradient.Channels).Select(o => LargestInSquares(gradient, o, gradient, 0, 0, Size))];
        for (int kernel = 0; kernel < input.Channels * gradient.Channels; kernel++)
        {
            var (x, dy) = (inputs[kernel % input.Channels], gradients[kernel / input.Channels]);
            double products = x.Zip(dy, (left, right) => left * right).Sum();
            for (int tap = 0; tap < 9; tap++)
            {
                errors[(kernel * 9) + tap] += (Math.Sqrt(x.Length) + Transforms) * Rounding.Unit * GradientAmplification * products;
            }
        }
    }

    /// <summary>The largest value of a channel in what belongs to each square of a result: from a corner on, some rows and columns.</summary>
    private static double[] LargestInSquares(Volume volume, int channel, Volume result, int firstRow, int firstColumn, int span)
    {
        var squares =
            from n in Enumerable.Range(0, result.Samples)
            from row in Enumerable.Range(0, (result.Height + Size - 1) / Size)
            from column in Enumerable.Range(0, (result.Width + Size - 1) / Size)
            select Largest(
                volume, volume[n, channel, 0, 0], (row * Size) + firstRow, (row * Size) + firstRow + span - 1, (column * Size) + firstColumn, (column * Size) + firstColumn + span - 1);
        return [.. squares];
    }

    private static void Add(Volume output, Volume input, Func<int, int, double> largestTap)
    {
        double[] largest = LargestAround(input);
        for (int o = 0; o < output.Channels; o++)
        {
            double[] perInput = [.. Enumerable.Range(0, input.Channels).Select(i => largestTap(o, i))];
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

    private static double LargestTap(double[] weight, int kernel) => weight.Skip(kernel * 9).Take(9).Max(Math.Abs);

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

    private static double LargestAround(Volume input, int first, int y, int x) => Largest(input, first, y - Reach, y + Reach, x - Reach, x + Reach);

    /// <summary>The largest value of a plane in some rows and columns, as far as they are in it.</summary>
    private static double Largest(Volume volume, int first, int firstRow, int lastRow, int firstColumn, int lastColumn)
    {
        double largest = 0;
        for (int row = Math.Max(0, firstRow); row <= Math.Min(volume.Height - 1, lastRow); row++)
        {
            for (int column = Math.Max(0, firstColumn); column <= Math.Min(volume.Width - 1, lastColumn); column++)
            {
                int at = first + (row * volume.Width) + column;
                largest = Math.Max(largest, Math.Max(Math.Abs(volume.Values[at]), volume.Magnitudes[at]));
            }
        }

        return largest;
    }
}
