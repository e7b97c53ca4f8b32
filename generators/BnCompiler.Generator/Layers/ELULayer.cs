using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>x where x is positive, otherwise α·(e^x − 1); there y′ = α·e^x = y + α.</summary>
internal sealed class ELULayer(double alpha) : ActivationLayer(Function(alpha))
{
    private const double DefaultAlpha = 1;

    public double Alpha { get; } = alpha;

    public static ELULayer Read(ArgumentReader arguments) => new(arguments.Number("Alpha", DefaultAlpha, NumberRange.Finite));

    public override string Describe(Shape input, Shape output) => Alpha == DefaultAlpha ? "ELU" : $"ELU({Text(Alpha)})";

    private static Activation Function(double alpha)
    {
        // The output has the sign of the input unless α is negative: only then the gradient needs the input.
        bool fromInput = alpha < 0;
        string constant = $"TSimd.Create({Literal(alpha)})";
        return new Activation(
            "ELU",
            $"x > 0 ? x : {(alpha == DefaultAlpha ? "" : $"{Text(alpha)}·(")}e^x − 1{(alpha == DefaultAlpha ? "" : ")")}",
            Forward: alpha == DefaultAlpha
                ? "TSimd.SelectPositive({x}, {x}, TSimd.ExpMinusOne({x}))"
                : $"TSimd.SelectPositive({{x}}, {{x}}, TSimd.Multiply({constant}, TSimd.ExpMinusOne({{x}})))",
            Gradient: fromInput
                ? $"TSimd.SelectPositive({{x}}, {{dy}}, TSimd.Multiply({{dy}}, TSimd.Multiply({constant}, TSimd.Exp({{x}}))))"
                : $"TSimd.SelectPositive({{y}}, {{dy}}, TSimd.Multiply({{dy}}, TSimd.Add({{y}}, {constant})))",
            GradientFromInput: fromInput);
    }

    private static string Text(double alpha) => alpha.ToString("R", CultureInfo.InvariantCulture);
}
