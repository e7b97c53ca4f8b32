using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>x where x is positive, otherwise slope·x.</summary>
internal sealed class LeakyReLULayer(double negativeSlope) : ActivationLayer(Function(negativeSlope))
{
    public double NegativeSlope { get; } = negativeSlope;

    public static LeakyReLULayer Read(ArgumentReader arguments) => new(arguments.Number("NegativeSlope", 0.01, NumberRange.Finite));

    /// <summary>f(a·x) = a·f(x) for a &gt; 0.</summary>
    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.PassFactors;

    public override string Describe(Shape input, Shape output) => $"LeakyReLU({Text(NegativeSlope)})";

    private static Activation Function(double slope)
    {
        // The output has the sign of the input unless the slope is negative: only then the gradient needs the input.
        bool fromInput = slope < 0;
        string literal = Literal(slope);
        return new Activation(
            "LeakyReLU",
            $"x > 0 ? x : {Text(slope)}·x",
            Forward: $"TSimd.SelectPositive({{x}}, {{x}}, TSimd.Multiply(TSimd.Create({literal}), {{x}}))",
            Gradient: $"TSimd.SelectPositive({(fromInput ? "{x}" : "{y}")}, {{dy}}, TSimd.Multiply(TSimd.Create({literal}), {{dy}}))",
            GradientFromInput: fromInput);
    }

    private static string Text(double slope) => slope.ToString("R", CultureInfo.InvariantCulture);
}
