using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>1 / (1 + e^−x); y′ = y·(1 − y).</summary>
internal sealed class SigmoidLayer() : ActivationLayer(Function)
{
    private static readonly Activation Function = new(
        "Sigmoid",
        "1 / (1 + exp(-x))",
        Forward: "TSimd.Sigmoid({x})",
        Gradient: "TSimd.Multiply({dy}, TSimd.Multiply({y}, TSimd.Subtract(TSimd.Create(1f), {y})))");

    public static SigmoidLayer Read(ArgumentReader arguments) => new();
}
