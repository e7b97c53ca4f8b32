using BnCompiler.Generator.Ir;

namespace BnCompiler.Numeric.Tests.Kernels;

/// <summary>Inputs of kernel tests.</summary>
internal sealed class KernelValues(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Uniform in [−1, 1).</summary>
    public float Next() => (2 * random.NextSingle()) - 1;

    /// <summary>One of few values, so that equal maxima are frequent.</summary>
    public float NextCoarse() => random.Next(-2, 3);

    /// <summary>Values for the channels, zeros in the padding lanes.</summary>
    public float[] PerChannel(Layout layout, float mean = 0, float deviation = 1) =>
        [.. Enumerable.Range(0, layout.Pitch).Select(c => c < layout.Channels ? mean + (deviation * Next()) : 0)];

    /// <summary>Weights packed [taps][pitch], zeros in the padding lanes.</summary>
    public float[] PerTap(Layout layout, int taps) => [.. Enumerable.Range(0, taps).SelectMany(_ => PerChannel(layout))];
}

/// <summary>Channel counts around the widths of vectors. Cases take them in turn, so that a test has dozens of kernels to compile and not thousands.</summary>
internal static class ChannelCounts
{
    private static readonly int[] All = [17, 3, 40, 1, 16];

    public static int InTurn(int index) => All[index % All.Length];
}

/// <summary>Activations as tests need them: the compiler's text beside the same function and its derivative in double.</summary>
internal sealed record TestActivation(Activation Activation, Func<double, double> Forward, Func<double, double> Derivative)
{
    public static readonly TestActivation ReLU = new(
        new("ReLU", "max(0, x)", "TSimd.Max(TSimd.Zero, {x})", "TSimd.SelectPositive({y}, {dy}, TSimd.Zero)"),
        x => Math.Max(0, x),
        x => x > 0 ? 1 : 0);

    public static readonly TestActivation Sigmoid = new(
        new("Sigmoid", "1/(1+e^-x)", "TSimd.Sigmoid({x})", "TSimd.Multiply({dy}, TSimd.Multiply({y}, TSimd.Subtract(TSimd.Create(1f), {y})))"),
        x => 1 / (1 + Math.Exp(-x)),
        x => 1 / (1 + Math.Exp(-x)) / (1 + Math.Exp(x)));

    /// <summary>A function whose gradient reads the input.</summary>
    public static readonly TestActivation Square = new(
        new("Square", "x²", "TSimd.Multiply({x}, {x})", "TSimd.Multiply({dy}, TSimd.Add({x}, {x}))", GradientFromInput: true),
        x => x * x,
        x => 2 * x);
}
