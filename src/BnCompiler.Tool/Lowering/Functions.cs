using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Lowering;

/// <summary>Functions that no layer computes by itself, from those that do.</summary>
internal static class Functions
{
    private const int Squarings = 7;

    // Above e^88.73 a float overflows, and 2⁷·0.7 is a little more.
    private const double Highest = 0.7;

    public static Signal Negate(this LayerStack stack, Signal signal) => stack.Affine(signal, -1, 0);

    public static Signal Abs(this LayerStack stack, Signal signal) => stack.Apply(signal, "LeakyReLU", "NegativeSlope = -1");

    public static Signal Sigmoid(this LayerStack stack, Signal signal) => stack.Apply(signal, "Sigmoid");

    public static Signal Clamp(this LayerStack stack, Signal signal, double lowest, double highest)
    {
        if (lowest >= highest)
        {
            return stack.Affine(signal, 0, highest);
        }

        return (lowest, highest) switch
        {
            (0, float.MaxValue) or (0, double.PositiveInfinity) => stack.Apply(signal, "ReLU"),
            (0, 6) => stack.Apply(signal, "ReLU6"),
            _ => stack.ApplyTo(
                signal, "Clamp",
                [Code.Single(Math.Max(lowest, -float.MaxValue)), Code.Single(Math.Min(highest, float.MaxValue))]),
        };
    }

    /// <summary>
    /// e^x as (e^(x/128 − 0.7)·e^0.7)^128: ELU is e^x − 1 where x is negative. The relative error is that of a float times 128.
    /// </summary>
    public static Signal Exp(this LayerStack stack, Signal signal)
    {
        double scale = Math.Exp(Highest);
        var root = stack.Affine(stack.Apply(stack.Affine(signal, Math.Pow(2, -Squarings), -Highest), "ELU"), scale, scale);
        for (int squaring = 0; squaring < Squarings; squaring++)
        {
            root = stack.Multiply(root, root);
        }

        return root;
    }

    /// <summary>log(1 + e^x): what LogSoftmax gives to a 0 beside x, with the other sign.</summary>
    public static Signal Softplus(this LayerStack stack, Signal signal)
    {
        var row = signal.WithSizes([1, signal.Length]);
        var pair = stack.PadZeros(row, [1, 0], [0, 0]);
        var logarithms = new Signal(stack.View(pair.Value, 2, signal.Length), pair.Sizes);
        return stack.Multiply(stack.Apply(logarithms, "LogSoftmax"), 0, [-1, 0], 1).WithSizes(signal.Sizes);
    }

    /// <summary>
    /// 1/√(σ² + ε) of each row of mean 0. With c and −c behind it, the mean stays, the variance becomes n/(n + 2)·(σ² + 2c²/n), and InstanceNorm brings c to
    /// c by its root: half of ε comes from c, half from the layer's own.
    /// </summary>
    public static Signal InverseDeviation(this LayerStack stack, Signal rows, double epsilon)
    {
        int size = rows.Sizes[1];
        double part = size / (size + 2.0), c = Math.Sqrt(size * epsilon) / 2;
        double[] addend = new double[size + 2];
        (addend[size], addend[size + 1]) = (c, -c);
        var padded = stack.Affine(stack.PadZeros(rows, [0, 0], [0, 2]), null, Tensor.OfDoubles([1, size + 2], addend));
        var view = stack.View(padded.Value, padded.Sizes);
        var normalized = padded with { Value = stack.Add("InstanceNorm", view, view.Shape, [], $"Epsilon = {Code.Single(part * epsilon / 2)}") };
        return stack.Affine(stack.Select(normalized, 1, [size]), Math.Sqrt(part) / c, 0);
    }

    /// <summary>log Σ e^x over an axis, which stays with size 1: any x minus its LogSoftmax.</summary>
    public static Signal LogSumExp(this LayerStack stack, Signal signal, int axis) =>
        stack.Select(stack.Add(signal, stack.Negate(stack.OverAxes(signal, "LogSoftmax", axis, 1))), axis, [0]);

    /// <summary>x multiplied by itself.</summary>
    public static Signal Power(this LayerStack stack, Signal signal, int exponent)
    {
        var power = signal;
        for (int factor = 1; factor < exponent; factor++)
        {
            power = stack.Multiply(power, signal);
        }

        return power;
    }

    /// <summary>Softmax or LogSoftmax over neighbouring axes.</summary>
    public static Signal OverAxes(this LayerStack stack, Signal signal, string kind, int firstAxis, int count)
    {
        int outer = signal.Outer(firstAxis);
        int size = signal.WithSizes([.. signal.Sizes.Skip(firstAxis).Take(count)]).Length;
        int positions = signal.Length / size;
        bool isNatural = outer == 1 && signal.Value.Channels == size;
        var channels = stack.Exchange(signal.Value, outer, size);
        var view = isNatural ? channels : positions == 1 ? stack.View(channels, size) : stack.View(channels, size, positions);
        var applied = stack.Add(kind, view, view.Shape, []);
        return signal with { Value = stack.Exchange(applied, size, outer) };
    }
}
