using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Conv and ConvTranspose.</summary>
internal static class ConvolutionOperators
{
    public static void Conv(NodeMapping node)
    {
        var signal = node.Image(0);
        var weight = Weight(node, signal);
        int groups = Groups(node, signal.Sizes[0], weight.Sizes[0]);
        if (weight.Sizes[1] * groups != signal.Sizes[0])
        {
            throw new UnsupportedException($"has weights of sizes {Sizes.Text(weight.Sizes)} and {groups} groups for {signal.Sizes[0]} channels");
        }

        var window = WindowReader.Read(node, [.. weight.Sizes.Skip(2)], [.. signal.Sizes.Skip(1)]);
        node.SetImage(node.Stack.Convolve(signal, weight, Bias(node, weight.Sizes[0]), window, groups));
    }

    public static void ConvTranspose(NodeMapping node)
    {
        var signal = node.Image(0);
        var weight = Weight(node, signal);
        int groups = Groups(node, signal.Sizes[0], weight.Sizes[1] * (int)node.Node.Int("group", 1));
        if (weight.Sizes[0] != signal.Sizes[0])
        {
            throw new UnsupportedException($"has weights of sizes {Sizes.Text(weight.Sizes)} for {signal.Sizes[0]} channels");
        }

        var window = TransposedWindow(node, [.. weight.Sizes.Skip(2)], [.. signal.Sizes.Skip(1)]);
        node.SetImage(node.Stack.ConvolveTransposed(signal, weight, Bias(node, weight.Sizes[1] * groups), window, groups));
    }

    private static Tensor Weight(NodeMapping node, Signal signal)
    {
        var weight = node.Constant(1, "the weights");
        if (weight.Rank != signal.Sizes.Length + 1 || weight.Rank < 3 || !weight.IsFloating)
        {
            throw new UnsupportedException($"has weights of {weight.Type.Text()} and sizes {Sizes.Text(weight.Sizes)} for a value of sizes {Sizes.Text(signal.Sizes)} behind the batch");
        }

        return node.Node.Ints("kernel_shape") is { } kernel && !kernel.SequenceEqual(weight.Sizes.Skip(2).Select(size => (long)size))
            ? throw new UnsupportedException($"has kernel_shape [{string.Join(", ", kernel)}] and weights of sizes {Sizes.Text(weight.Sizes)}")
            : weight;
    }

    private static int Groups(NodeMapping node, int channels, int outputs)
    {
        long groups = node.Node.Int("group", 1);
        return groups >= 1 && channels % groups == 0 && outputs % groups == 0
            ? (int)groups
            : throw new UnsupportedException($"has {groups} groups for {channels} channels and {outputs} outputs");
    }

    private static float[]? Bias(NodeMapping node, int outputs)
    {
        if (node.FindConstant(2, "the bias") is not { } bias)
        {
            return null;
        }

        return bias.Rank == 1 && bias.Length == outputs && bias.IsFloating
            ? bias.ToSingles()
            : throw new UnsupportedException($"has a bias of {bias.Type.Text()} and sizes {Sizes.Text(bias.Sizes)} for {outputs} outputs");
    }

    private static ImmutableArray<TransposedAxis> TransposedWindow(NodeMapping node, ImmutableArray<int> kernel, ImmutableArray<int> sizes)
    {
        int rank = kernel.Length;
        var strides = WindowReader.List(node, "strides", rank, 1, 1);
        var dilations = WindowReader.List(node, "dilations", rank, 1, 1);
        var extra = WindowReader.List(node, "output_padding", rank, 0, 0);
        var pads = WindowReader.List(node, "pads", 2 * rank, 0, 0);
        string auto = node.Node.Text("auto_pad", "NOTSET");
        if (auto is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
        {
            throw new UnsupportedException($"has auto_pad '{auto}'");
        }

        var shape = OutputShape(node, rank) ?? (auto.StartsWith("SAME", StringComparison.Ordinal) ? [.. sizes.Select((size, axis) => size * strides[axis])] : null);
        return
        [
            .. Enumerable.Range(0, rank).Select(axis =>
            {
                var window = new TransposedAxis(kernel[axis], strides[axis], dilations[axis], pads[axis], 0);
                int whole = window.Full(sizes[axis]) + extra[axis];
                return shape is { } wanted ? Fitted(window, whole, wanted[axis], auto) : window with { Output = Checked(whole - pads[axis] - pads[rank + axis]) };
            }),
        ];
    }

    private static ImmutableArray<int>? OutputShape(NodeMapping node, int rank)
    {
        if (!node.Node.Has("output_shape"))
        {
            return null;
        }

        // The first versions also named batch and channels.
        int written = node.Node.Ints("output_shape")!.Value.Length;
        var shape = WindowReader.List(node, "output_shape", written == rank + 2 ? rank + 2 : rank, 0, 1);
        return [.. shape.Skip(shape.Length - rank)];
    }

    /// <summary>With an output shape the borders follow from it: what is too much is cut off on both sides, what is missing is added behind.</summary>
    private static TransposedAxis Fitted(TransposedAxis window, int whole, int output, string auto)
    {
        int total = Math.Max(0, whole - output);
        int before = auto == "SAME_UPPER" ? total / 2 : total - (total / 2);
        return window with { Before = before, Output = output };
    }

    private static int Checked(int size) => size > 0 ? size : throw new UnsupportedException($"has an output of {size} positions");
}
