using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Lowering;

/// <summary>Functions of one element, and affine maps with known factors and addends.</summary>
internal static class Elements
{
    private const int MostFeatures = 1 << 24;

    // With the default ε, the variance whose root with ε is 1.
    private const float UnitVariance = 1f - 1e-5f;

    private static readonly HashSet<string> Biased = ["Linear", "Conv1d", "Conv2d", "ConvTranspose2d"];

    public static Signal Apply(this LayerStack stack, Signal signal, string kind, params ImmutableArray<string> options) =>
        stack.ApplyTo(signal, kind, [], options);

    /// <summary>An activation with arguments, in whatever shape the value has.</summary>
    public static Signal ApplyTo(this LayerStack stack, Signal signal, string kind, ImmutableArray<string> arguments, params ImmutableArray<string> options) =>
        signal with { Value = stack.Add(kind, signal.Value, signal.Value.Shape, arguments, options) };

    /// <summary>factor·x + addend with numbers.</summary>
    public static Signal Affine(this LayerStack stack, Signal signal, double factor, double addend) =>
        factor == 1 && addend == 0 ? signal : stack.Affine(signal, Tensor.OfDoubles([], [factor]), Tensor.OfDoubles([], [addend]));

    /// <summary>factor·x + addend with tensors that broadcast to the signal: a BatchNorm whose statistics are those of nothing.</summary>
    /// <param name="factor">Null for 1.</param>
    /// <param name="addend">Null for 0.</param>
    public static Signal Affine(this LayerStack stack, Signal signal, Tensor? factor, Tensor? addend)
    {
        var (value, along) = stack.Channels(signal, factor, addend);
        float[] scale = Along(factor, signal, along, value.Channels, 1);
        float[] shift = Along(addend, signal, along, value.Channels, 0);
        if (scale.Concat(shift).Any(number => !float.IsFinite(number)))
        {
            throw new UnsupportedException("scales or shifts by a number that is not finite");
        }

        int channels = value.Channels;
        var layer = new DeclaredLayer("BatchNorm", [value.Layer], value.Shape)
        {
            Parameters =
            [
                new DeclaredParameter("weight", [channels], scale),
                new DeclaredParameter("bias", [channels], shift),
                new DeclaredParameter("running_mean", [channels], new float[channels]),
                new DeclaredParameter("running_var", [channels], [.. Enumerable.Repeat(UnitVariance, channels)]),
            ],
        };
        return signal with { Value = stack.Add(layer) };
    }

    /// <summary>Makes the addend the bias of the layer that computes the signal, where that has none; null where it is not one number for each of its outputs.</summary>
    public static Signal? TryBias(this LayerStack stack, Signal signal, Tensor addend)
    {
        var layer = stack[signal.Value];
        if (!Biased.Contains(layer.Kind) || layer.Has("bias"))
        {
            return null;
        }

        var (prefix, along) = Prefix(signal, addend);
        int channels = layer.Shape[0];
        if (prefix != 1 && prefix != channels)
        {
            return null;
        }

        float[] bias = Along(addend, signal, along, channels, 0);
        return signal with
        {
            Value = stack.Replace(signal.Value, layer with
            {
                Options = layer.Options.Remove("Bias = false"),
                Parameters = layer.Parameters.Add(new DeclaredParameter("bias", [channels], bias)),
            }),
        };
    }

    /// <summary>One number for each channel of a view of the signal in which the tensor, which broadcasts to it, is constant along the positions.</summary>
    public static (Value Value, float[] Numbers) PerChannel(this LayerStack stack, Signal signal, Tensor tensor)
    {
        var (value, along) = stack.Channels(signal, tensor);
        return (value, Along(tensor, signal, along, value.Channels, 0));
    }

    /// <summary>The signal in a shape whose channels tell apart what tensors that broadcast to it tell apart, and the sizes that those channels are.</summary>
    private static (Value Value, ImmutableArray<int> Along) Channels(this LayerStack stack, Signal signal, params Tensor?[] tensors)
    {
        var parts = tensors.OfType<Tensor>().Select(tensor => Prefix(signal, tensor)).DefaultIfEmpty((Channels: 1, Along: [])).ToArray();
        var (prefix, along) = parts.MaxBy(part => part.Along.Length);
        var value = signal.Value;
        if (prefix != 1 && (value.Channels != prefix || value.Positions != signal.Length / prefix))
        {
            value = signal.Length == prefix ? stack.View(value, prefix) : stack.View(value, prefix, signal.Length / prefix);
        }

        if (value.Shape.Length > 1 && value.Positions == 1)
        {
            value = stack.View(value, value.Length);
        }

        return value.Channels <= MostFeatures ? (value, along) : throw new UnsupportedException($"needs a number for each of {value.Channels} elements");
    }

    /// <summary>How many leading axes of the signal a tensor tells apart: their product and their sizes.</summary>
    private static (int Channels, ImmutableArray<int> Along) Prefix(Signal signal, Tensor tensor)
    {
        var padded = Sizes.PadRank(tensor.Sizes, signal.Sizes.Length);
        if (Sizes.Broadcast(padded, signal.Sizes) is not { } both || !both.SequenceEqual(signal.Sizes))
        {
            throw new UnsupportedException($"combines a value of sizes {Sizes.Text(signal.Sizes)} with a constant of sizes {Sizes.Text(tensor.Sizes)}");
        }

        int last = padded.Length - 1;
        while (last >= 0 && padded[last] == 1)
        {
            last--;
        }

        return ((int)Sizes.Product(signal.Sizes.Take(last + 1)), [.. signal.Sizes.Take(last + 1)]);
    }

    /// <summary>The tensor's elements along the leading axes of a signal, or the same one for every channel.</summary>
    private static float[] Along(Tensor? tensor, Signal signal, ImmutableArray<int> along, int channels, float absent)
    {
        if (tensor is null || tensor.Length == 1)
        {
            return [.. Enumerable.Repeat(tensor is null ? absent : (float)tensor.Number(0), channels)];
        }

        float[] values = tensor.ToSingles();
        ImmutableArray<int> leading = [.. Sizes.PadRank(tensor.Sizes, signal.Sizes.Length).Take(along.Length)];
        return Array.ConvertAll(Broadcasting.Indices(leading, along), index => values[index]);
    }
}
