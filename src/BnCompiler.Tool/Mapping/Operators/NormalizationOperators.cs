using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Normalisations.</summary>
internal static class NormalizationOperators
{
    private const double DefaultEpsilon = 1e-5;

    private const double DefaultMomentum = 0.9;

    public static void BatchNormalization(NodeMapping node)
    {
        node.OnlyFirstOutput();
        bool trains = node.Opset < 7 ? node.Node.Int("is_test", 0) == 0 : node.Node.Int("training_mode", 0) != 0;
        if (trains)
        {
            throw new UnsupportedException("normalises with the statistics of the batch: it is in training mode");
        }

        if (node.Node.Int("spatial", 1) == 0)
        {
            throw new UnsupportedException("has spatial = 0, statistics for each position");
        }

        var signal = node.IsBatched || node.Signal(0).Sizes.Length > 1 ? node.Image(0) : throw new UnsupportedException("takes a value without channels");
        if (signal.Sizes.IsEmpty)
        {
            throw new UnsupportedException("takes a value without channels");
        }

        int channels = signal.Sizes[0];
        var value = signal.Length == channels ? node.Stack.View(signal.Value, channels)
            : signal.Value.Channels == channels ? signal.Value
            : signal.Sizes.Length <= 3 ? node.Stack.View(signal.Value, signal.Sizes)
            : node.Stack.View(signal.Value, channels, signal.Length / channels);
        string[] roles = ["weight", "bias", "running_mean", "running_var"];
        var layer = new DeclaredLayer("BatchNorm", [value.Layer], value.Shape)
        {
            Options =
            [
                .. Option("Epsilon", Epsilon(node), DefaultEpsilon),
                .. Option("Momentum", 1 - node.Node.Float("momentum", DefaultMomentum), 1 - DefaultMomentum),
            ],
            Parameters = [.. roles.Select((role, index) => new DeclaredParameter(role, [channels], Vector(node, index + 1, role, channels)))],
        };
        node.SetImage(signal with { Value = node.Stack.Add(layer) });
    }

    public static void InstanceNormalization(NodeMapping node)
    {
        var signal = node.Image(0);
        int channels = signal.Sizes[0];
        var value = signal.Value.Shape.Length > 1 && signal.Value.Channels == channels ? signal.Value : node.Stack.View(signal.Value, channels, signal.Length / channels);
        if (value.Positions < 2)
        {
            throw new UnsupportedException("normalises single values");
        }

        float[] scale = Vector(node, 1, "scale", channels), shift = Vector(node, 2, "bias", channels);
        node.SetImage(signal with { Value = node.Stack.Add(Normalization("InstanceNorm", value, [], ["Affine = true", .. Option("Epsilon", Epsilon(node), DefaultEpsilon)], scale, shift)) });
    }

    public static void GroupNormalization(NodeMapping node)
    {
        var signal = node.Image(0);
        int channels = signal.Sizes[0];
        long groups = node.Node.Int("num_groups", 0);
        if (groups < 1 || channels % groups != 0)
        {
            throw new UnsupportedException($"has {groups} groups for {channels} channels");
        }

        // In front of opset 21, scale and bias are those of the groups.
        int numbers = node.Opset < 21 ? (int)groups : channels;
        float[] scale = Spread(Vector(node, 1, "scale", numbers), channels), shift = Spread(Vector(node, 2, "bias", numbers), channels);
        var value = signal.Value.Channels == channels ? signal.Value : node.Stack.View(signal.Value, channels, signal.Length / channels);
        node.SetImage(signal with { Value = node.Stack.Add(Normalization("GroupNorm", value, [$"{groups}"], Option("Epsilon", Epsilon(node), DefaultEpsilon), scale, shift)) });
    }

    /// <summary>Over the axes from one on. Those in front of it, if any, are channels of which each is normalised by itself.</summary>
    public static void LayerNormalization(NodeMapping node)
    {
        var signal = node.Signal(0);
        int axis = node.SampleAxis(NodeMapping.Axis(node.Node.Int("axis", -1), node.ModelSizes(signal).Length));
        LayerStatistics(node, signal, axis);
        int outer = (int)Sizes.Product(signal.Sizes.Take(axis));
        ImmutableArray<int> normalized = [.. signal.Sizes.Skip(axis)];
        var scale = Shaped(node, 1, "the scale", normalized)!;
        var shift = node.HasInput(2) ? Shaped(node, 2, "the bias", normalized) : null;
        var options = Option("Epsilon", Epsilon(node), DefaultEpsilon);
        if (outer == 1)
        {
            var value = node.Stack.View(signal.Value, LayerStack.NaturalShape(normalized));
            float[] zeros = new float[value.Length];
            var layer = Normalization("LayerNorm", value, [], options, Filled(scale, normalized), shift is null ? zeros : Filled(shift, normalized), value.Shape);
            node.Set(signal with { Value = node.Stack.Add(layer) });
            return;
        }

        var rows = node.Stack.View(signal.Value, outer, signal.Length / outer);
        if (rows.Positions < 2)
        {
            throw new UnsupportedException("normalises single values");
        }

        var instance = node.Stack.Add("InstanceNorm", rows, rows.Shape, [], [.. options]);
        node.Set(node.Stack.Affine(signal with { Value = instance }, scale, shift));
    }

    /// <summary>The mean, and one by the deviation, where something reads them.</summary>
    private static void LayerStatistics(NodeMapping node, Signal signal, int axis)
    {
        if (!node.IsUsed(1) && !node.IsUsed(2))
        {
            return;
        }

        var mean = node.Stack.Mean(signal, [.. Enumerable.Range(axis, signal.Sizes.Length - axis)]);
        if (node.IsUsed(1))
        {
            node.Set(1, mean);
        }

        if (node.IsUsed(2))
        {
            var centred = node.Stack.Add(signal, node.Stack.Negate(node.Stack.Expand(mean, signal.Sizes)));
            int outer = signal.Outer(axis);
            node.Set(2, node.Stack.InverseDeviation(centred.WithSizes([outer, signal.Length / outer]), Epsilon(node)).WithSizes(mean.Sizes));
        }
    }

    private static DeclaredLayer Normalization(
        string kind, Value value, ImmutableArray<string> arguments, IEnumerable<string> options, float[] scale, float[] shift, ImmutableArray<int>? sizes = null) =>
        new(kind, [value.Layer], value.Shape)
        {
            Arguments = arguments,
            Options = [.. options],
            Parameters = [new DeclaredParameter("weight", sizes ?? [scale.Length], scale), new DeclaredParameter("bias", sizes ?? [shift.Length], shift)],
        };

    private static double Epsilon(NodeMapping node)
    {
        double epsilon = node.Node.Float("epsilon", DefaultEpsilon);
        return epsilon > 0 && double.IsFinite(epsilon) ? epsilon : throw new UnsupportedException($"has epsilon {Code.Number(epsilon)}; expected one above 0");
    }

    // The model's numbers are floats: one that is the default as a float is the default.
    private static IEnumerable<string> Option(string name, double value, double defaultValue) =>
        Math.Abs(value - defaultValue) < 1e-6 * defaultValue ? [] : [$"{name} = {Code.Single(value)}"];

    private static float[] Vector(NodeMapping node, int index, string role, int length)
    {
        var tensor = node.Constant(index, $"its {role}");
        return tensor.IsFloating && tensor.Rank == 1 && tensor.Length == length
            ? tensor.ToSingles()
            : throw new UnsupportedException($"has a {role} of {tensor.Type.Text()} and sizes {Sizes.Text(tensor.Sizes)}; expected {length} floats");
    }

    private static Tensor? Shaped(NodeMapping node, int index, string role, ImmutableArray<int> normalized)
    {
        var tensor = node.Constant(index, role);
        return tensor.IsFloating && Sizes.Broadcast(tensor.Sizes, normalized) is { } both && both.SequenceEqual(normalized)
            ? tensor
            : throw new UnsupportedException($"has {role} of {tensor.Type.Text()} and sizes {Sizes.Text(tensor.Sizes)}; expected floats for {Sizes.Text(normalized)}");
    }

    private static float[] Filled(Tensor tensor, ImmutableArray<int> sizes)
    {
        float[] values = tensor.ToSingles();
        return Array.ConvertAll(Broadcasting.Indices(tensor.Sizes, sizes), index => values[index]);
    }

    private static float[] Spread(float[] values, int length) => [.. values.SelectMany(value => Enumerable.Repeat(value, length / values.Length))];
}
