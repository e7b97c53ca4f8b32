using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Upsample and Resize: every output of an axis is a mean of inputs with weights.</summary>
internal static class ResizeOperators
{
    public static void Upsample(NodeMapping node)
    {
        if (node.Opset < 7)
        {
            throw new UnsupportedException($"is Upsample of opset {node.Opset}; expected opset 7 to 9");
        }

        var signal = node.Signal(0);
        double[] scales = node.Opset < 9
            ? node.Node.Attributes.TryGetValue("scales", out var attribute) ? [.. attribute.Floats] : throw new UnsupportedException("lacks the scales")
            : Numbers(node.Constant(1, "the scales"));
        Apply(node, signal, scales, null, Rule(node, "asymmetric", "floor"));
    }

    public static void Resize(NodeMapping node)
    {
        var signal = node.Signal(0);
        bool isFirst = node.Opset < 11;
        if (node.Node.Int("antialias", 0) != 0 || node.Node.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
        {
            throw new UnsupportedException("has antialias or keep_aspect_ratio_policy; expected their defaults");
        }

        if (node.Node.Has("axes"))
        {
            throw new UnsupportedException("has axes; expected sizes or scales for all");
        }

        var scales = node.FindConstant(isFirst ? 1 : 2, "the scales") is { Length: > 0 } given ? Numbers(given) : null;
        var sizes = isFirst ? null : node.FindList(3, "the sizes");
        if (scales is null == sizes is null)
        {
            throw new UnsupportedException("has neither or both of scales and sizes");
        }

        Apply(node, signal, scales, sizes, isFirst ? Rule(node, "asymmetric", "floor") : Rule(node, "half_pixel", "round_prefer_floor"));
    }

    private static ResizeRule Rule(NodeMapping node, string coordinates, string nearest) => new(
        node.Node.Text("mode", "nearest"), node.Node.Text("coordinate_transformation_mode", coordinates), node.Node.Text("nearest_mode", nearest),
        node.Node.Float("cubic_coeff_a", -0.75), node.Node.Int("exclude_outside", 0) != 0);

    private static void Apply(NodeMapping node, Signal signal, double[]? scales, ImmutableArray<long>? sizes, ResizeRule rule)
    {
        var model = node.ModelSizes(signal);
        if ((scales?.Length ?? sizes!.Value.Length) != model.Length)
        {
            throw new UnsupportedException($"has {scales?.Length ?? sizes!.Value.Length} scales or sizes for a value of rank {model.Length}");
        }

        if (rule.IsBilinearLayer && scales is not null && Bilinear(node, signal, scales) is { } bilinear)
        {
            node.Set(bilinear);
            return;
        }

        for (int axis = 0; axis < model.Length; axis++)
        {
            double scale = scales?[axis] ?? (double)sizes!.Value[axis] / model[axis];
            double length = scales is null ? sizes!.Value[axis] : Math.Floor(model[axis] * scale);
            if (length is < 1 or > 32767 || !(scale > 0))
            {
                throw new UnsupportedException($"resizes axis {axis} of {model[axis]} positions by {Code.Number(scale)}");
            }

            if (length != model[axis] || scale != 1)
            {
                signal = Along(node, signal, node.SampleAxis(axis), (int)length, scale, rule);
            }
        }

        node.Set(Pair(node, signal));
    }

    /// <summary>By whole factors along the rows and columns of an image; null for anything else.</summary>
    private static Signal? Bilinear(NodeMapping node, Signal signal, double[] scales)
    {
        bool isWhole = scales.All(scale => scale is >= 1 and <= 32767 && scale == Math.Floor(scale)) && scales.SkipLast(2).All(scale => scale == 1);
        if (!isWhole || signal.Sizes is not [_, _, _])
        {
            return null;
        }

        var enlarged = node.Stack.Enlarge(node.Stack.View(signal.Value, signal.Sizes), (int)scales[^2], (int)scales[^1], "Mode = UpsampleMode.Bilinear");
        return new Signal(enlarged, enlarged.Shape);
    }

    /// <summary>Two enlargements one after the other of rows and columns are one layer.</summary>
    private static Signal Pair(NodeMapping node, Signal signal)
    {
        var columns = node.Stack[signal.Value];
        var rows = columns.Kind == "Upsample" ? node.Stack.Layers[columns.Inputs[0]] : columns;
        return rows.Kind == "Upsample" && rows != columns && node.Stack.TryMergeUpsamples(signal.Value) is { } merged ? signal with { Value = merged } : signal;
    }

    private static Signal Along(NodeMapping node, Signal signal, int axis, int length, double scale, ResizeRule rule)
    {
        int size = signal.Sizes[axis];
        var rows = rule.Rows(size, length, scale);
        bool isRepeat = length % size == 0 && rows.Select((row, index) => row is [(var position, 1)] && position == index / (length / size)).All(each => each);
        if (isRepeat)
        {
            // Rows of [outer, size, inner] are repeated where they stand.
            var image = node.Stack.ImageAround(signal, axis, out bool isColumns);
            return new Signal(node.Stack.Enlarge(image, isColumns ? 1 : length / size, isColumns ? length / size : 1), signal.Sizes.SetItem(axis, length));
        }

        float[] matrix = new float[length * size];
        for (int row = 0; row < length; row++)
        {
            foreach (var (position, weight) in rows[row])
            {
                matrix[(row * size) + position] += (float)weight;
            }
        }

        return node.Stack.Multiply(signal, axis, matrix, length);
    }

    private static double[] Numbers(Tensor tensor) => [.. Enumerable.Range(0, tensor.Length).Select(tensor.Number)];
}
