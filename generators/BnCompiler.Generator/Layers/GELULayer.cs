using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// x·Φ(x) with y′ = Φ + x·φ; or with (1 + tanh u)/2 = σ(2u) in the place of Φ, which keeps the digits that 1 + tanh u cancels.
/// </summary>
internal sealed class GELULayer(bool isTanh) : ActivationLayer(isTanh ? Tanh : Exact)
{
    private const string None = "none";
    private const string TanhName = "tanh";

    private static readonly Activation Exact = new(
        "GELU",
        "x·Φ(x)",
        Forward: "TSimd.Multiply({x}, TSimd.NormalDistribution({x}))",
        Gradient: "TSimd.Multiply({dy}, TSimd.MultiplyAdd({x}, TSimd.NormalDensity({x}), TSimd.NormalDistribution({x})))",
        GradientFromInput: true);

    private static readonly Activation Tanh = MakeTanh();

    public bool IsTanh { get; } = isTanh;

    public static GELULayer Read(ArgumentReader arguments) => new(arguments.Choice("Approximate", None, TanhName) == TanhName);

    public override string Describe(Shape input, Shape output) => IsTanh ? "GELU(tanh)" : "GELU";

    private static Activation MakeTanh()
    {
        // 2u = x·(linear + cubic·x²)
        double linear = 2 * Math.Sqrt(2 / Math.PI);
        double cubic = 0.044715 * linear;
        string first = $"TSimd.Create({Literal(linear)})";
        string gate = $"TSimd.Sigmoid(TSimd.Multiply({{x}}, TSimd.MultiplyAdd(TSimd.Create({Literal(cubic)}), TSimd.Multiply({{x}}, {{x}}), {first})))";
        string slope = $"TSimd.MultiplyAdd(TSimd.Create({Literal(3 * cubic)}), TSimd.Multiply({{x}}, {{x}}), {first})";
        return new Activation(
            "GELU",
            "x·σ(√(8/π)·(x + 0.044715·x³))",
            Forward: $"TSimd.Multiply({{x}}, {gate})",
            Gradient: $"TSimd.Multiply({{dy}}, TSimd.GatedGradient({{x}}, {gate}, {slope}))",
            GradientFromInput: true);
    }
}
