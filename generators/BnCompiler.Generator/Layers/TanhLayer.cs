using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Hyperbolic tangent; y′ = 1 − y².</summary>
internal sealed class TanhLayer() : ActivationLayer(Function)
{
    private static readonly Activation Function = new(
        "Tanh",
        "tanh(x)",
        Forward: "TSimd.Tanh({x})",
        Gradient: "TSimd.Multiply({dy}, TSimd.Subtract(TSimd.Create(1f), TSimd.Multiply({y}, {y})))");

    public static TanhLayer Read(ArgumentReader arguments) => new();
}
