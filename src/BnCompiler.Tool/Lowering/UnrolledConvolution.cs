using System.Collections.Immutable;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Lowering;

/// <summary>
/// A convolution over more than two axes as one over the last two: positions of the leading axes are channels, and a weight stands where a tap of the window meets an
/// input position. Over two axes it is the convolution itself.
/// </summary>
internal sealed record UnrolledConvolution(ImmutableArray<int> WeightSizes, float[] Weights, float[]? Bias, int Groups)
{
    /// <param name="sizes">[channels, spatial …] of the input.</param>
    public static UnrolledConvolution Of(Tensor weight, float[]? bias, ImmutableArray<WindowAxis> window, ImmutableArray<int> sizes, int groups)
    {
        var leading = window.RemoveRange(window.Length - 2, 2);
        if (leading.IsEmpty)
        {
            return new UnrolledConvolution(weight.Sizes, weight.ToSingles(), bias, groups);
        }

        ImmutableArray<int> inputs = [.. sizes.Skip(1).Take(leading.Length)];
        ImmutableArray<int> outputs = [.. leading.Select((axis, index) => axis.Count(inputs[index]))];
        ImmutableArray<int> kernel = [.. leading.Select(axis => axis.Kernel)];
        int inputPositions = (int)Sizes.Product(inputs), outputPositions = (int)Sizes.Product(outputs);
        int taps = weight.Sizes[^2] * weight.Sizes[^1];
        ImmutableArray<int> weightSizes = [weight.Sizes[0] * outputPositions, weight.Sizes[1] * inputPositions, weight.Sizes[^2], weight.Sizes[^1]];
        float[] weights = new float[Convolutions.CheckedWeights(Sizes.Product(weightSizes))];
        float[] source = weight.ToSingles();
        foreach (var (output, input, tap) in Meetings(leading, inputs, outputs, kernel))
        {
            for (int o = 0; o < weight.Sizes[0]; o++)
            {
                for (int c = 0; c < weight.Sizes[1]; c++)
                {
                    int from = ((((o * weight.Sizes[1]) + c) * (int)Sizes.Product(kernel)) + tap) * taps;
                    int to = ((((o * outputPositions) + output) * weightSizes[1]) + (c * inputPositions) + input) * taps;
                    Array.Copy(source, from, weights, to, taps);
                }
            }
        }

        return new UnrolledConvolution(weightSizes, weights, bias?.SelectMany(value => Enumerable.Repeat(value, outputPositions)).ToArray(), groups);
    }

    /// <summary>Every output position, tap and the input position where they meet, each as one number.</summary>
    private static IEnumerable<(int Output, int Input, int Tap)> Meetings(
        ImmutableArray<WindowAxis> window, ImmutableArray<int> inputs, ImmutableArray<int> outputs, ImmutableArray<int> kernel)
    {
        IEnumerable<(int Output, int Input, int Tap)> meetings = [(0, 0, 0)];
        for (int axis = 0; axis < window.Length; axis++)
        {
            int at = axis;
            meetings = from each in meetings.ToArray()
                       from output in Enumerable.Range(0, outputs[at])
                       from tap in Enumerable.Range(0, kernel[at])
                       let input = (output * window[at].Stride) - window[at].Before + (tap * window[at].Dilation)
                       where input >= 0 && input < inputs[at]
                       select ((each.Output * outputs[at]) + output, (each.Input * inputs[at]) + input, (each.Tap * kernel[at]) + tap);
        }

        return meetings;
    }
}
