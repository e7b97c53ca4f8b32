using System.Collections.Immutable;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Lowering;

/// <summary>A window along one axis.</summary>
/// <param name="Before">Border in front.</param>
/// <param name="After">Border behind.</param>
internal sealed record WindowAxis(int Kernel, int Stride, int Dilation, int Before, int After)
{
    public int Extent => (Dilation * (Kernel - 1)) + 1;

    /// <summary>How many windows fit on an axis of this size.</summary>
    public int Count(int size) => ((size + Before + After - Extent) / Stride) + 1;
}

/// <summary>Reads the windows of convolutions and poolings.</summary>
internal static class WindowReader
{
    /// <summary>The window of each spatial axis.</summary>
    /// <param name="kernel">Its sizes, from the attribute or the weights.</param>
    /// <param name="sizes">Sizes of the spatial axes.</param>
    public static ImmutableArray<WindowAxis> Read(OperatorCall call, ImmutableArray<int> kernel, ImmutableArray<int> sizes)
    {
        int rank = kernel.Length;
        if (rank != sizes.Length || rank == 0)
        {
            throw new UnsupportedException($"has a kernel of sizes {Sizes.Text(kernel)} for spatial sizes {Sizes.Text(sizes)}");
        }

        var strides = List(call, "strides", rank, 1, 1);
        var dilations = List(call, "dilations", rank, 1, 1);
        var pads = List(call, "pads", 2 * rank, 0, 0);
        string auto = call.Node.Text("auto_pad", "NOTSET");
        if (auto != "NOTSET" && pads.Any(pad => pad != 0))
        {
            throw new UnsupportedException($"has both auto_pad '{auto}' and pads [{string.Join(", ", pads)}]");
        }

        return
        [
            .. Enumerable.Range(0, rank).Select(axis =>
            {
                var window = new WindowAxis(kernel[axis], strides[axis], dilations[axis], pads[axis], pads[rank + axis]);
                return Padded(window, auto, sizes[axis]);
            }),
        ];
    }

    /// <summary>A list of integers in a range, as many as asked for.</summary>
    public static ImmutableArray<int> List(OperatorCall call, string name, int count, int defaultValue, int minimum)
    {
        if (call.Node.Ints(name) is not { } written)
        {
            return [.. Enumerable.Repeat(defaultValue, count)];
        }

        return written.Length == count && written.All(value => value >= minimum && value <= 32767)
            ? [.. written.Select(value => (int)value)]
            : throw new UnsupportedException($"has {name} [{string.Join(", ", written)}]; expected {count} numbers from {minimum} to 32767");
    }

    private static WindowAxis Padded(WindowAxis window, string auto, int size)
    {
        if (auto is "NOTSET" or "VALID")
        {
            return window;
        }

        int count = (size + window.Stride - 1) / window.Stride;
        int total = Math.Max(0, ((count - 1) * window.Stride) + window.Extent - size);
        return auto switch
        {
            "SAME_UPPER" => window with { Before = total / 2, After = total - (total / 2) },
            "SAME_LOWER" => window with { Before = total - (total / 2), After = total / 2 },
            _ => throw new UnsupportedException($"has auto_pad '{auto}'"),
        };
    }
}
