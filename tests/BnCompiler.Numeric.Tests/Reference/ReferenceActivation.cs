namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>A layer that is one elementwise function.</summary>
internal sealed class ReferenceActivation(string name, Elementwise function) : ReferenceLayer(name)
{
    private Volume input = new(0, 0, 0, 0);
    private Volume output = new(0, 0, 0, 0);

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        output = input.Like();
        for (int i = 0; i < input.Values.Length; i++)
        {
            double x = input.Values[i];
            double y = function.Value(x);
            double slope = Math.Abs(function.Derivative(x, y));
            double steepest = JumpNear(i) == 0 ? slope : Math.Max(1, slope);
            output.Set(i, y, (steepest * input.Errors[i]) + (function.Units(x) * Rounding.Unit * Math.Abs(y)) + Underflow(x));
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
            double slope = function.Derivative(x, y);
            double curvature = function.Curvature(x, y);
            double slopeError = (curvature * (function.GradientFromInput ? input : output).Errors[i])
                + (function.Units(x) * Rounding.Unit * Math.Max(Math.Abs(slope), Math.Min(1, curvature)))
                + JumpNear(i)
                + Underflow(x);
            double incoming = gradient.Values[i];
            result.Set(i, incoming * slope, (Math.Abs(slope) * gradient.Errors[i]) + (Math.Abs(incoming) * slopeError));
        }

        return result;
    }

    /// <summary>What is lost of f and of f′ where an exponential, at most x times in them, is too small for float32.</summary>
    private double Underflow(double x) => function.HasExponential ? Rounding.SmallestNormal * (1 + Math.Abs(x)) : 0;

    /// <summary>How far f′ jumps where float32 may see x on the other side.</summary>
    private double JumpNear(int index) =>
        function.Kinks.Where(kink => Rounding.IsAmbiguous(input.Values[index] - kink.At, input.Errors[index])).Sum(kink => kink.Jump);
}
