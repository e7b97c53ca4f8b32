namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>An elementwise function with its derivative in terms of x and y, and the float32 accuracy expected of its computation.</summary>
internal sealed class ReferenceActivation : ReferenceLayer
{
    /// <summary>A polynomial or quotient evaluated in float32 may be off by this many units.</summary>
    private const double FunctionUnits = 8;

    private readonly Func<double, double> function;
    private readonly Func<double, double, double> derivative;
    private readonly Func<double, double, double> derivativeSlope;
    private readonly double kink;
    private readonly double functionUnits;
    private Volume input = new(0, 0, 0, 0);
    private Volume output = new(0, 0, 0, 0);

    /// <param name="name">The layer's name.</param>
    /// <param name="function">f(x).</param>
    /// <param name="derivative">f′ from x and y.</param>
    /// <param name="derivativeSlope">|df′/dy| from x and y, for the error of f′ that an error of y brings.</param>
    /// <param name="kink">How far f′ jumps at 0.</param>
    /// <param name="functionUnits">Units of rounding in f.</param>
    private ReferenceActivation(
        string name,
        Func<double, double> function,
        Func<double, double, double> derivative,
        Func<double, double, double> derivativeSlope,
        double kink,
        double functionUnits)
        : base(name)
    {
        this.function = function;
        this.derivative = derivative;
        this.derivativeSlope = derivativeSlope;
        this.kink = kink;
        this.functionUnits = functionUnits;
    }

    public static ReferenceActivation LeakyReLU(string name, double slope) =>
        new(name, x => x > 0 ? x : slope * x, (x, _) => x > 0 ? 1 : slope, (_, _) => 0, kink: Math.Abs(1 - slope), functionUnits: slope == 0 ? 0 : 2);

    public static ReferenceActivation Sigmoid(string name) =>
        new(name, x => 1 / (1 + Math.Exp(-x)), (_, y) => y * (1 - y), (_, y) => Math.Abs(1 - (2 * y)), kink: 0, FunctionUnits);

    public static ReferenceActivation Tanh(string name) =>
        new(name, Math.Tanh, (_, y) => 1 - (y * y), (_, y) => 2 * Math.Abs(y), kink: 0, FunctionUnits);

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        output = input.Like();
        for (int i = 0; i < input.Values.Length; i++)
        {
            double x = input.Values[i];
            double y = function(x);
            bool straddles = kink != 0 && Rounding.IsAmbiguous(x, input.Errors[i]);
            double slope = straddles ? 1 + kink : Math.Abs(derivative(x, y));
            output.Set(i, y, (slope * input.Errors[i]) + (functionUnits * Rounding.Unit * Math.Abs(y)));
        }

        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var result = input.Like();
        for (int i = 0; i < result.Values.Length; i++)
        {
            double x = input.Values[i];
            double y = output.Values[i];
            double slope = derivative(x, y);
            double slopeError = (derivativeSlope(x, y) * output.Errors[i])
                + (functionUnits * Rounding.Unit * Math.Max(Math.Abs(slope), Math.Min(1, derivativeSlope(x, y))))
                + (Rounding.IsAmbiguous(x, input.Errors[i]) ? kink : 0);
            double incoming = gradient.Values[i];
            result.Set(i, incoming * slope, (Math.Abs(slope) * gradient.Errors[i]) + (Math.Abs(incoming) * slopeError));
        }

        return result;
    }
}
