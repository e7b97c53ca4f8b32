using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Lowering;

/// <summary>Convolutions over one, two or more spatial axes of [channels, …].</summary>
internal static class Convolutions
{
    private const long MostUnrolledWeights = 1 << 26;

    /// <param name="weight">[outputs, channels / groups, kernel …].</param>
    public static Signal Convolve(this LayerStack stack, Signal signal, Tensor weight, float[]? bias, ImmutableArray<WindowAxis> window, int groups)
    {
        ImmutableArray<int> spatial = [.. window.Select((axis, index) => axis.Count(signal.Sizes[index + 1]))];
        if (spatial.Any(size => size < 1))
        {
            throw new UnsupportedException($"has a window that does not fit on {Sizes.Text(signal.Sizes)}");
        }

        ImmutableArray<int> sizes = [weight.Sizes[0], .. spatial];
        if (window.Length == 1)
        {
            return new Signal(stack.Sequence(signal, weight, bias, window[0], groups), sizes);
        }

        var unrolled = UnrolledConvolution.Of(weight, bias, window, signal.Sizes, groups);
        int channels = (int)Sizes.Product(signal.Sizes.SkipLast(2));
        var (rows, columns) = (window[^2], window[^1]);
        var image = stack.View(signal.Value, channels, signal.Sizes[^2], signal.Sizes[^1]);
        if (rows.Before != rows.After || columns.Before != columns.After)
        {
            image = stack.ZeroPad(image, columns.Before, columns.After, rows.Before, rows.After);
            (rows, columns) = (rows with { Before = 0, After = 0 }, columns with { Before = 0, After = 0 });
        }

        ImmutableArray<string> options =
        [
            .. Code.Pair("Stride", rows.Stride, columns.Stride, 1, 1),
            .. Code.Pair("Padding", rows.Before, columns.Before, 0, 0),
            .. Code.Pair("Dilation", rows.Dilation, columns.Dilation, 1, 1),
            .. Grouping(unrolled.Groups, bias is not null),
        ];
        var layer = new DeclaredLayer("Conv2d", [image.Layer], [unrolled.WeightSizes[0], spatial[^2], spatial[^1]])
        {
            Arguments = [$"{unrolled.WeightSizes[0]}", .. Code.Square(rows.Kernel, columns.Kernel)],
            Options = options,
            Parameters = Parameters(unrolled.WeightSizes, unrolled.Weights, unrolled.Bias),
        };
        return new Signal(stack.Add(layer), sizes);
    }

    public static ImmutableArray<DeclaredParameter> Parameters(ImmutableArray<int> sizes, float[] weights, float[]? bias) => bias is null
        ? [new DeclaredParameter("weight", sizes, weights)]
        : [new DeclaredParameter("weight", sizes, weights), new DeclaredParameter("bias", [bias.Length], bias)];

    public static IEnumerable<string> Grouping(int groups, bool hasBias) =>
        [.. groups == 1 ? Array.Empty<string>() : [$"Groups = {groups}"], .. hasBias ? Array.Empty<string>() : ["Bias = false"]];

    public static int CheckedWeights(long count) => count <= MostUnrolledWeights
        ? (int)count
        : throw new UnsupportedException($"would need {count} weights unrolled over its leading axes; expected at most {MostUnrolledWeights}");

    private static Value Sequence(this LayerStack stack, Signal signal, Tensor weight, float[]? bias, WindowAxis window, int groups)
    {
        var sequence = stack.View(signal.Value, signal.Sizes);
        if (window.Before != window.After)
        {
            var padded = stack.PadZeros(signal, [0, window.Before], [0, window.After]);
            sequence = stack.View(padded.Value, padded.Sizes);
            window = window with { Before = 0, After = 0 };
        }

        ImmutableArray<string> options =
        [
            .. Code.Pair("Stride", window.Stride, window.Stride, 1, 1),
            .. Code.Pair("Padding", window.Before, window.Before, 0, 0),
            .. Code.Pair("Dilation", window.Dilation, window.Dilation, 1, 1),
            .. Grouping(groups, bias is not null),
        ];
        return stack.Add(new DeclaredLayer("Conv1d", [sequence.Layer], [weight.Sizes[0], window.Count(sequence.Shape[1])])
        {
            Arguments = [$"{weight.Sizes[0]}", $"{window.Kernel}"],
            Options = options,
            Parameters = Parameters(weight.Sizes, weight.ToSingles(), bias),
        });
    }
}
