using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>x·σ(x); y′ = σ + x·σ·(1 − σ).</summary>
internal sealed class SiLULayer() : ActivationLayer(Function)
{
    private static readonly Activation Function = new(
        "SiLU",
        "x·σ(x)",
        Forward: "TSimd.Multiply({x}, TSimd.Sigmoid({x}))",
        Gradient: "TSimd.Multiply({dy}, TSimd.GatedGradient({x}, TSimd.Sigmoid({x}), TSimd.Create(1f)))",
        GradientFromInput: true);

    public static SiLULayer Read(ArgumentReader arguments) => new();
}
