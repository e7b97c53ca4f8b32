using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>min(max(x + 3, 0), 6)/6; y′ is 1/6 between −3 and 3, and 0 at both.</summary>
internal sealed class HardSigmoidLayer() : ActivationLayer(Function)
{
    // From the input: next to 3, y rounds to 1 where x is not 3 yet.
    private static readonly Activation Function = new(
        "HardSigmoid",
        "min(max(x + 3, 0), 6)/6",
        Forward: Gate,
        Gradient:
            "TSimd.SelectPositive(TSimd.Min(TSimd.Add({x}, TSimd.Create(3f)), TSimd.Subtract(TSimd.Create(3f), {x})), "
            + $"TSimd.Multiply({{dy}}, TSimd.Create({Sixth})), TSimd.Zero)",
        GradientFromInput: true);

    /// <summary>The function's text, which is also the factor of <see cref="HardSwishLayer"/>. The data stands on the right of Min and Max: a NaN stays visible.</summary>
    public static string Gate => $"TSimd.Multiply(TSimd.Create({Sixth}), TSimd.Min(TSimd.Create(6f), TSimd.Max(TSimd.Zero, TSimd.Add({{x}}, TSimd.Create(3f)))))";

    private static string Sixth => Literal(1.0 / 6);

    public static HardSigmoidLayer Read(ArgumentReader arguments) => new();
}
