using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>min(max(x, lowest), highest); the gradient is 1 between the bounds, and 0 at both.</summary>
internal sealed class ClampLayer(double lowest, double highest) : ActivationLayer(Function("Clamp", lowest, highest))
{
    public double Lowest { get; } = lowest;

    public double Highest { get; } = highest;

    public static ClampLayer Read(ArgumentReader arguments)
    {
        double lowest = arguments.Number("Min", -1, NumberRange.Finite);
        return new ClampLayer(lowest, arguments.Number("Max", 1, NumberRange.GreaterThan(lowest, "Min")));
    }

    public override string Describe(Shape input, Shape output) => $"Clamp({Text(Lowest)}, {Text(Highest)})";

    /// <summary>The function under a name. The output is strictly between the bounds exactly where the input is, so it is enough for the gradient.</summary>
    public static Activation Function(string name, double lowest, double highest)
    {
        string below = lowest == 0 ? "TSimd.Zero" : $"TSimd.Create({Literal(lowest)})";
        string above = $"TSimd.Create({Literal(highest)})";
        string overLowest = lowest == 0 ? "{y}" : $"TSimd.Subtract({{y}}, {below})";
        return new Activation(
            name,
            $"min(max(x, {Text(lowest)}), {Text(highest)})",
            Forward: $"TSimd.Min({above}, TSimd.Max({below}, {{x}}))",
            Gradient: $"TSimd.SelectPositive(TSimd.Min({overLowest}, TSimd.Subtract({above}, {{y}})), {{dy}}, TSimd.Zero)");
    }

    private static string Text(double bound) => bound.ToString("R", CultureInfo.InvariantCulture);
}
