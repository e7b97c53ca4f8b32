using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Functions of one element, and softmax.</summary>
internal static class ActivationOperators
{
    public static void Relu(NodeMapping node) => node.Set(node.Stack.Apply(node.Signal(0), "ReLU"));

    public static void Sigmoid(NodeMapping node) => node.Set(node.Stack.Sigmoid(node.Signal(0)));

    public static void Tanh(NodeMapping node) => node.Set(node.Stack.Apply(node.Signal(0), "Tanh"));

    public static void HardSwish(NodeMapping node) => node.Set(node.Stack.Apply(node.Signal(0), "HardSwish"));

    public static void Softplus(NodeMapping node) => node.Set(node.Stack.Softplus(node.Signal(0)));

    public static void LeakyRelu(NodeMapping node)
    {
        double alpha = node.Node.Float("alpha", 0.01);
        node.Set(node.Stack.Apply(node.Signal(0), "LeakyReLU", Option("NegativeSlope", alpha, 0.01)));
    }

    public static void Elu(NodeMapping node) => node.Set(Elu(node, node.Signal(0), node.Node.Float("alpha", 1)));

    public static void Selu(NodeMapping node)
    {
        // The first version's defaults had fewer digits.
        double alpha = node.Node.Float("alpha", node.Opset < 6 ? 1.6732 : 1.67326319217681884765625);
        double gamma = node.Node.Float("gamma", node.Opset < 6 ? 1.0507 : 1.05070102214813232421875);
        node.Set(node.Stack.Affine(Elu(node, node.Signal(0), alpha), gamma, 0));
    }

    public static void Celu(NodeMapping node)
    {
        double alpha = node.Node.Float("alpha", 1);
        if (alpha == 0)
        {
            throw new UnsupportedException("has alpha 0");
        }

        node.Set(node.Stack.Affine(Elu(node, node.Stack.Affine(node.Signal(0), 1 / alpha, 0), 1), alpha, 0));
    }

    public static void Gelu(NodeMapping node) => node.Set(node.Node.Text("approximate", "none") switch
    {
        "none" => node.Stack.Apply(node.Signal(0), "GELU"),
        "tanh" => node.Stack.Apply(node.Signal(0), "GELU", "Approximate = \"tanh\""),
        string other => throw new UnsupportedException($"has approximate '{other}'; expected 'none' or 'tanh'"),
    });

    public static void HardSigmoid(NodeMapping node)
    {
        double alpha = node.Node.Float("alpha", 0.2), beta = node.Node.Float("beta", 0.5);
        bool isDeclared = Math.Abs(alpha - (1.0 / 6)) < 1e-7 && beta == 0.5;
        node.Set(isDeclared ? node.Stack.Apply(node.Signal(0), "HardSigmoid") : node.Stack.Clamp(node.Stack.Affine(node.Signal(0), alpha, beta), 0, 1));
    }

    /// <summary>ONNX Runtime's Gelu of a sum.</summary>
    public static void BiasGelu(NodeMapping node) => node.Set(node.Stack.Apply(Biased(node), "GELU"));

    /// <summary>ONNX Runtime's approximation by a hyperbolic tangent, of a sum or of a value.</summary>
    public static void FastGelu(NodeMapping node) => node.Set(node.Stack.Apply(node.HasInput(1) ? Biased(node) : node.Signal(0), "GELU", "Approximate = \"tanh\""));

    public static void QuickGelu(NodeMapping node) => Swish(node, node.Node.Float("alpha", 1.702));

    public static void Swish(NodeMapping node) => Swish(node, node.Node.Float("alpha", 1));

    private static Signal Biased(NodeMapping node)
    {
        var signal = node.Signal(0);
        if (node.FindSignal(1) is { } computed)
        {
            node.CheckBatches(signal, computed);
            return node.Stack.Add(signal, computed);
        }

        return node.Stack.Affine(signal, null, node.SampleConstant(node.Constant(1, "the bias"), signal));
    }

    private static void Swish(NodeMapping node, double alpha)
    {
        var signal = node.Signal(0);
        node.Set(alpha == 1
            ? node.Stack.Apply(signal, "SiLU")
            : node.Stack.Multiply(node.Stack.Sigmoid(node.Stack.Affine(signal, alpha, 0)), signal));
    }

    public static void Mish(NodeMapping node)
    {
        var signal = node.Signal(0);
        node.Set(node.Stack.Multiply(node.Stack.Apply(node.Stack.Softplus(signal), "Tanh"), signal));
    }

    public static void PRelu(NodeMapping node)
    {
        var signal = node.Signal(0);
        var slope = node.Constant(1, "the slope");
        bool isLegacyChannels = node.Opset < 7 && slope.Rank == 1 && slope.Length > 1;
        var sample = isLegacyChannels && node.IsBatched
            ? slope.Reshape([slope.Length, .. Enumerable.Repeat(1, Math.Max(0, signal.Sizes.Length - 1))])
            : node.SampleConstant(slope, signal);
        if (sample.Length == 1)
        {
            node.Set(signal with { Value = Slopes(node, signal.Value, [(float)sample.Number(0)]) });
            return;
        }

        var (value, slopes) = node.Stack.PerChannel(signal, sample);
        node.Set(signal with { Value = Slopes(node, value, slopes) });
    }

    /// <summary>Bounds are attributes in front of opset 11. A bound that is left out is that of the type.</summary>
    public static void Clip(NodeMapping node)
    {
        var signal = node.Signal(0);
        bool areInputs = node.Opset >= 11;
        double lowest = areInputs ? Bound(node, 1, "the lower bound", -float.MaxValue) : node.Node.Float("min", -float.MaxValue);
        double highest = areInputs ? Bound(node, 2, "the upper bound", float.MaxValue) : node.Node.Float("max", float.MaxValue);
        if (areInputs && (node.Node.Has("min") || node.Node.Has("max")))
        {
            throw new UnsupportedException($"has an attribute 'min' or 'max', which opset {node.Opset} does not know");
        }

        node.Set(lowest <= -float.MaxValue && highest >= float.MaxValue ? signal : node.Stack.Clamp(signal, lowest, highest));
    }

    public static void Softmax(NodeMapping node) => OverAxes(node, "Softmax");

    public static void LogSoftmax(NodeMapping node) => OverAxes(node, "LogSoftmax");

    /// <summary>Over one axis since opset 13; in front of it, over all axes from one on.</summary>
    private static void OverAxes(NodeMapping node, string kind)
    {
        var signal = node.Signal(0);
        int rank = node.ModelSizes(signal).Length;
        int axis = node.SampleAxis(NodeMapping.Axis(node.Node.Int("axis", node.Opset < 13 ? 1 : -1), rank));
        node.Set(node.Stack.OverAxes(signal, kind, axis, node.Opset < 13 ? signal.Sizes.Length - axis : 1));
    }

    private static Signal Elu(NodeMapping node, Signal signal, double alpha) => node.Stack.Apply(signal, "ELU", Option("Alpha", alpha, 1));

    private static double Bound(NodeMapping node, int index, string role, double absent)
    {
        if (node.FindConstant(index, role) is not { } bound)
        {
            return absent;
        }

        return bound.Length == 1 && bound.IsFloating && !double.IsNaN(bound.Number(0))
            ? bound.Number(0)
            : throw new UnsupportedException($"has {role} of {bound.Type.Text()} and sizes {Sizes.Text(bound.Sizes)}; expected one float");
    }

    private static Value Slopes(NodeMapping node, Value value, float[] slopes) => node.Stack.Add(new DeclaredLayer("PReLU", [value.Layer], value.Shape)
    {
        Options = slopes.Length == 1 ? [] : [$"NumParameters = {slopes.Length}"],
        Parameters = [new DeclaredParameter("weight", [slopes.Length], slopes)],
    });

    private static ImmutableArray<string> Option(string name, double value, double defaultValue) =>
        !double.IsFinite(value) ? throw new UnsupportedException($"has {name} {Code.Number(value)}; expected a finite number")
        : (float)value == (float)defaultValue ? []
        : [$"{name} = {Code.Single(value)}"];
}
