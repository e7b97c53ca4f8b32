using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Lowering;

/// <summary>The window of a transposed convolution along one axis.</summary>
/// <param name="Before">What is cut off in front; negative where positions are added.</param>
/// <param name="Output">The size of the output.</param>
internal sealed record TransposedAxis(int Kernel, int Stride, int Dilation, int Before, int Output)
{
    /// <summary>The size of the output with nothing cut off.</summary>
    public int Full(int size) => ((size - 1) * Stride) + (Dilation * (Kernel - 1)) + 1;

    /// <summary>What the layer has to add behind when it cuts off the same on both sides.</summary>
    public int OutputPadding(int size) => Output - (Full(size) - (2 * Before));

    public bool IsDeclarable(int size) => Before >= 0 && OutputPadding(size) >= 0 && OutputPadding(size) < Math.Max(Stride, Dilation);
}

/// <summary>Transposed convolutions over one, two or more spatial axes of [channels, …].</summary>
internal static class TransposedConvolutions
{
    /// <param name="weight">[channels, outputs / groups, kernel …].</param>
    public static Signal ConvolveTransposed(this LayerStack stack, Signal signal, Tensor weight, float[]? bias, ImmutableArray<TransposedAxis> window, int groups)
    {
        ImmutableArray<int> sizes = [weight.Sizes[1] * groups, .. window.Select(axis => axis.Output)];
        if (window.Length == 1)
        {
            // A sequence is an image of one row.
            signal = signal.WithSizes([signal.Sizes[0], 1, signal.Sizes[1]]);
            weight = weight.Reshape([weight.Sizes[0], weight.Sizes[1], 1, weight.Sizes[2]]);
            window = [new TransposedAxis(1, 1, 1, 0, 1), window[0]];
        }

        var (weightSizes, weights) = Unroll(weight, window, signal.Sizes);
        int positions = (int)Sizes.Product(window.SkipLast(2).Select(axis => axis.Output));
        float[]? unrolledBias = bias?.SelectMany(value => Enumerable.Repeat(value, positions)).ToArray();
        var image = stack.View(signal.Value, weightSizes[0], signal.Sizes[^2], signal.Sizes[^1]);
        var (rows, columns) = (window[^2], window[^1]);
        bool isDeclarable = rows.IsDeclarable(image.Shape[1]) && columns.IsDeclarable(image.Shape[2]);
        var output = isDeclarable
            ? new Signal(stack.Layer(image, weightSizes, weights, unrolledBias, rows, columns, groups), sizes)
            : stack.Cut(image, weightSizes, weights, unrolledBias, rows, columns, groups);
        return output.WithSizes(sizes);
    }

    private static Value Layer(
        this LayerStack stack, Value image, ImmutableArray<int> weightSizes, float[] weights, float[]? bias, TransposedAxis rows, TransposedAxis columns, int groups)
    {
        int outputs = weightSizes[1] * groups;
        ImmutableArray<string> options =
        [
            .. Code.Pair("Stride", rows.Stride, columns.Stride, 1, 1),
            .. Code.Pair("Padding", rows.Before, columns.Before, 0, 0),
            .. Code.Pair("Dilation", rows.Dilation, columns.Dilation, 1, 1),
            .. Code.Pair("OutputPadding", rows.OutputPadding(image.Shape[1]), columns.OutputPadding(image.Shape[2]), 0, 0),
            .. Convolutions.Grouping(groups, bias is not null),
        ];
        return stack.Add(new DeclaredLayer("ConvTranspose2d", [image.Layer], [outputs, rows.Output, columns.Output])
        {
            Arguments = [$"{outputs}", .. Code.Square(rows.Kernel, columns.Kernel)],
            Options = options,
            Parameters = Convolutions.Parameters(weightSizes, weights, bias),
        });
    }

    /// <summary>The whole output, of which a part is taken; what lies outside of it is the bias.</summary>
    private static Signal Cut(
        this LayerStack stack, Value image, ImmutableArray<int> weightSizes, float[] weights, float[]? bias, TransposedAxis rows, TransposedAxis columns, int groups)
    {
        var wholeRows = rows with { Before = 0, Output = rows.Full(image.Shape[1]) };
        var wholeColumns = columns with { Before = 0, Output = columns.Full(image.Shape[2]) };
        var whole = stack.Layer(image, weightSizes, weights, null, wholeRows, wholeColumns, groups);
        var cut = stack.Part(stack.Part(new Signal(whole, whole.Shape), 1, rows), 2, columns);
        return bias is null ? cut : stack.Affine(cut, null, Tensor.OfSingles([bias.Length, 1, 1], bias));
    }

    private static Signal Part(this LayerStack stack, Signal signal, int axis, TransposedAxis window)
    {
        int size = signal.Sizes[axis];
        int first = Math.Max(0, window.Before);
        int last = Math.Min(size, window.Before + window.Output);
        var kept = stack.Select(signal, axis, [.. Enumerable.Range(first, Math.Max(0, last - first))]);
        ImmutableArray<int> none = [.. signal.Sizes.Select(_ => 0)];
        return stack.PadZeros(kept, none.SetItem(axis, first - window.Before), none.SetItem(axis, window.Before + window.Output - last));
    }

    /// <summary>The weights with positions of the axes in front of the last two as channels.</summary>
    private static (ImmutableArray<int> Sizes, float[] Weights) Unroll(Tensor weight, ImmutableArray<TransposedAxis> window, ImmutableArray<int> sizes)
    {
        var leading = window.RemoveRange(window.Length - 2, 2);
        if (leading.IsEmpty)
        {
            return (weight.Sizes, weight.ToSingles());
        }

        ImmutableArray<int> inputs = [.. sizes.Skip(1).Take(leading.Length)];
        int inputPositions = (int)Sizes.Product(inputs), outputPositions = (int)Sizes.Product(leading.Select(axis => axis.Output));
        int tapsInFront = (int)Sizes.Product(leading.Select(axis => axis.Kernel)), taps = weight.Sizes[^2] * weight.Sizes[^1];
        ImmutableArray<int> unrolled = [weight.Sizes[0] * inputPositions, weight.Sizes[1] * outputPositions, weight.Sizes[^2], weight.Sizes[^1]];
        float[] weights = new float[Convolutions.CheckedWeights(Sizes.Product(unrolled))];
        float[] source = weight.ToSingles();
        foreach (var (input, output, tap) in Meetings(leading, inputs))
        {
            for (int pair = 0; pair < weight.Sizes[0] * weight.Sizes[1]; pair++)
            {
                var (c, o) = (pair / weight.Sizes[1], pair % weight.Sizes[1]);
                int to = ((((c * inputPositions) + input) * unrolled[1]) + (o * outputPositions) + output) * taps;
                Array.Copy(source, ((pair * tapsInFront) + tap) * taps, weights, to, taps);
            }
        }

        return (unrolled, weights);
    }

    private static IEnumerable<(int Input, int Output, int Tap)> Meetings(ImmutableArray<TransposedAxis> window, ImmutableArray<int> inputs)
    {
        IEnumerable<(int Input, int Output, int Tap)> meetings = [(0, 0, 0)];
        for (int axis = 0; axis < window.Length; axis++)
        {
            int at = axis;
            meetings = from each in meetings.ToArray()
                       from input in Enumerable.Range(0, inputs[at])
                       from tap in Enumerable.Range(0, window[at].Kernel)
                       let output = (input * window[at].Stride) + (tap * window[at].Dilation) - window[at].Before
                       where output >= 0 && output < window[at].Output
                       select ((each.Input * inputs[at]) + input, (each.Output * window[at].Output) + output, (each.Tap * window[at].Kernel) + tap);
        }

        return meetings;
    }
}
