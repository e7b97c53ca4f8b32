using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>x·min(max(x + 3, 0), 6)/6; y′ is 0 below −3, x/3 + ½ from there up to 3, and 1 from 3 on.</summary>
internal sealed class HardSwishLayer() : ActivationLayer(Function)
{
    private static readonly Activation Function = new(
        "HardSwish",
        "x·min(max(x + 3, 0), 6)/6",
        Forward: $"TSimd.Multiply({{x}}, {HardSigmoidLayer.Gate})",
        Gradient:
            "TSimd.SelectPositive(TSimd.Subtract(TSimd.Create(-3f), {x}), TSimd.Zero, "
            + $"TSimd.SelectPositive(TSimd.Subtract(TSimd.Create(3f), {{x}}), TSimd.Multiply({{dy}}, TSimd.MultiplyAdd({{x}}, TSimd.Create({Literal(1.0 / 3)}), TSimd.Create(0.5f))), {{dy}}))",
        GradientFromInput: true);

    public static HardSwishLayer Read(ArgumentReader arguments) => new();
}
