using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>min(max(x, 0), 6); the gradient at 0 and at 6 is 0.</summary>
internal sealed class ReLU6Layer() : ActivationLayer(ClampLayer.Function("ReLU6", 0, 6))
{
    public static ReLU6Layer Read(ArgumentReader arguments) => new();
}
