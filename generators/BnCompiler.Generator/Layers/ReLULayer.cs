using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>max(0, x); the gradient at 0 is 0.</summary>
internal sealed class ReLULayer() : ActivationLayer(Function)
{
    // Max returns its right operand where either is NaN, so x stands there: a NaN stays visible.
    private static readonly Activation Function = new(
        "ReLU",
        "max(0, x)",
        Forward: "TSimd.Max(TSimd.Zero, {x})",
        Gradient: "TSimd.SelectPositive({y}, {dy}, TSimd.Zero)");

    /// <summary>max(0, a·x) = a·max(0, x) for a &gt; 0.</summary>
    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.PassFactors;

    public static ReLULayer Read(ArgumentReader arguments) => new();
}
