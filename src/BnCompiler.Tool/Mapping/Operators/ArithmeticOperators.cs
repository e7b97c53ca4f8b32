using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Arithmetic of values with each other, and of values with constants, which is an affine map.</summary>
internal static class ArithmeticOperators
{
    private const int HighestPower = 16;

    public static void Abs(NodeMapping node) => node.Set(node.Stack.Abs(node.Signal(0)));

    public static void Neg(NodeMapping node) => node.Set(node.Stack.Negate(node.Signal(0)));

    public static void Exp(NodeMapping node) => node.Set(node.Stack.Exp(node.Signal(0)));

    public static void Add(NodeMapping node)
    {
        if (Both(node) is { } both)
        {
            node.Set(node.Stack.Add(both.First, both.Second));
            return;
        }

        var (index, signal, constant) = One(node);
        var biased = node.IsOnlyReader(index) ? node.Stack.TryBias(signal, constant) : null;
        node.Set(biased ?? node.Stack.Affine(signal, null, constant));
    }

    public static void Sub(NodeMapping node)
    {
        if (Both(node) is { } both)
        {
            node.Set(node.Stack.Add(both.First, node.Stack.Negate(both.Second)));
            return;
        }

        var (index, signal, constant) = One(node);
        node.Set(index == 0
            ? node.Stack.Affine(signal, null, Map(constant, value => -value))
            : node.Stack.Affine(signal, Tensor.OfDoubles([], [-1]), constant));
    }

    public static void Mul(NodeMapping node)
    {
        if (Both(node) is { } both)
        {
            node.Set(Silu(node, both.First, both.Second) ?? Silu(node, both.Second, both.First) ?? node.Stack.Multiply(both.First, both.Second));
            return;
        }

        var (_, signal, constant) = One(node);
        node.Set(node.Stack.Affine(signal, constant, null));
    }

    public static void Div(NodeMapping node)
    {
        if (node.FindSignal(1) is not null)
        {
            node.Request(1);
            throw new UnsupportedException("divides by a value of the network");
        }

        var (_, signal, constant) = One(node);
        node.Set(node.Stack.Affine(signal, Map(constant, value => 1 / value), null));
    }

    public static void Pow(NodeMapping node)
    {
        var exponent = node.Constant(1, "the exponent");
        double power = exponent.Length == 1 ? exponent.Number(0) : double.NaN;
        bool isKnown = power >= 1 && power <= HighestPower && power == Math.Floor(power) && exponent.Rank <= node.ModelSizes(node.Signal(0)).Length;
        node.Set(isKnown
            ? node.Stack.Power(node.Signal(0), (int)power)
            : throw new UnsupportedException(exponent.Length == 1 ? $"raises to the power {Code.Number(power)}; expected a whole number from 1 to {HighestPower}" : "raises elements to different powers"));
    }

    public static void Sum(NodeMapping node) => node.Set(SumOf(node));

    public static void Mean(NodeMapping node) => node.Set(node.Stack.Affine(SumOf(node), 1.0 / node.Node.Inputs.Length, 0));

    public static void Max(NodeMapping node) => node.Set(All(
        node, node.Stack.Maximum, (signal, constant) => node.Stack.Clamp(signal, Scalar(constant), float.MaxValue)));

    /// <summary>min(a, b) = −max(−a, −b).</summary>
    public static void Min(NodeMapping node) => node.Set(All(
        node,
        signals => node.Stack.Negate(node.Stack.Maximum([.. signals.Select(node.Stack.Negate)])),
        (signal, constant) => node.Stack.Clamp(signal, -float.MaxValue, Scalar(constant))));

    private static Signal SumOf(NodeMapping node) => All(node, node.Stack.Add, (signal, constant) => node.Stack.Affine(signal, null, constant));

    /// <summary>Any number of operands: the values of the network together, then each constant.</summary>
    private static Signal All(NodeMapping node, Func<IReadOnlyList<Signal>, Signal> combine, Func<Signal, Tensor, Signal> add)
    {
        var indices = Enumerable.Range(0, node.Node.Inputs.Length).ToArray();
        Signal[] signals = [.. indices.Select(node.FindSignal).OfType<Signal>()];
        node.CheckBatches(signals);
        var combined = combine(signals);
        foreach (var constant in indices.Select(node.Known).OfType<Tensor>())
        {
            var sample = node.SampleConstant(constant, combined);
            combined = add(node.Stack.Expand(combined, Combinations.Broadcast(combined.Sizes, sample.Sizes)), sample);
        }

        return combined;
    }

    private static (Signal First, Signal Second)? Both(NodeMapping node)
    {
        if (node.FindSignal(0) is not { } first || node.FindSignal(1) is not { } second)
        {
            return null;
        }

        if (node.Opset < 7)
        {
            var aligned = LegacyBroadcast.Align(node, node.ModelSizes(first), node.ModelSizes(second));
            second = aligned.SequenceEqual(node.ModelSizes(second)) ? second : second.WithSizes(node.SampleSizes(aligned));
        }

        node.CheckBatches(first, second);
        return (first, second);
    }

    /// <summary>The operand that is computed, expanded to the sizes of the result, and the one that is known.</summary>
    private static (int Index, Signal Signal, Tensor Constant) One(NodeMapping node)
    {
        int index = node.FindSignal(0) is null ? 1 : 0;
        var signal = node.Signal(index);
        var constant = node.Constant(1 - index, "the other operand");
        var first = index == 0 ? node.ModelSizes(signal) : constant.Sizes;
        var second = index == 0 ? constant.Sizes : node.ModelSizes(signal);
        var aligned = LegacyBroadcast.Align(node, first, second);
        if (index == 0)
        {
            constant = constant.Reshape(aligned);
        }
        else if (!aligned.SequenceEqual(second))
        {
            throw new UnsupportedException("broadcasts its second operand, a value of the network, along an axis");
        }

        constant = node.SampleConstant(constant, signal);
        return (index, node.Stack.Expand(signal, Combinations.Broadcast(signal.Sizes, constant.Sizes)), constant);
    }

    /// <summary>x·sigmoid(x), where the sigmoid is the last layer and nothing else reads it.</summary>
    private static Signal? Silu(NodeMapping node, Signal value, Signal gate)
    {
        var layer = node.Stack[gate.Value];
        bool isSilu = layer.Kind == "Sigmoid" && layer.Inputs[0] == value.Value.Layer && gate.Sizes.SequenceEqual(value.Sizes)
            && Enumerable.Range(0, 2).Any(index => node.FindSignal(index) == gate && node.IsOnlyReader(index));
        return isSilu ? gate with { Value = node.Stack.Replace(gate.Value, layer with { Kind = "SiLU" }) } : null;
    }

    private static double Scalar(Tensor tensor) => tensor.Length == 1 && tensor.IsFloating
        ? tensor.Number(0)
        : throw new UnsupportedException($"compares with a constant of sizes {Sizes.Text(tensor.Sizes)}; expected one float");

    private static Tensor Map(Tensor tensor, Func<double, double> function) =>
        Tensor.OfDoubles(tensor.Sizes, [.. Enumerable.Range(0, tensor.Length).Select(index => function(tensor.Number(index)))]);
}
