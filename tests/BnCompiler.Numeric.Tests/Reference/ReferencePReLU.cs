namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>y = x where x is positive, otherwise w·x with the channel's slope, or the one of all.</summary>
internal sealed class ReferencePReLU(string name, int slopes) : ReferenceLayer(name)
{
    private readonly ReferenceParameter weight = new($"{name}.weight", true, slopes);
    private Volume input = new(0, 0, 0, 0);

    public override IReadOnlyList<ReferenceParameter> Parameters => [weight];

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        var output = input.Like();
        for (int i = 0; i < input.Values.Length; i++)
        {
            double x = input.Values[i];
            double slope = weight.Values[SlopeOf(i)];
            double y = x > 0 ? x : slope * x;
            double steepest = IsAmbiguous(i) ? Math.Max(1, Math.Abs(slope)) : x > 0 ? 1 : Math.Abs(slope);
            output.Set(i, y, (steepest * input.Errors[i]) + (Rounding.Unit * Math.Abs(y)));
        }

        return output;
    }

    // ∂y/∂x is 1 or w, ∂y/∂w is 0 or x; where float32 may see the other side, off by the difference.
    public override Volume Backward(Volume gradient)
    {
        var result = input.Like();
        var sums = new CorrelationSum[slopes];
        for (int i = 0; i < result.Values.Length; i++)
        {
            double x = input.Values[i];
            double dy = gradient.Values[i];
            double slope = weight.Values[SlopeOf(i)];
            double factor = x > 0 ? 1 : slope;
            double jump = IsAmbiguous(i) ? Math.Abs(1 - slope) : 0;
            result.Set(i, dy * factor, (Math.Abs(factor) * gradient.Errors[i]) + (Math.Abs(dy) * (jump + (Rounding.Unit * Math.Abs(factor)))));
            sums[SlopeOf(i)].Add(dy, gradient.Errors[i], Math.Min(x, 0), x <= 0 || IsAmbiguous(i) ? input.Errors[i] : 0);
        }

        for (int slope = 0; slope < slopes; slope++)
        {
            (weight.Gradient[slope], weight.GradientErrors[slope]) = (sums[slope].Value, sums[slope].Error);
        }

        return result;
    }

    private int SlopeOf(int index) => slopes == 1 ? 0 : index / input.Positions % input.Channels;

    private bool IsAmbiguous(int index) => Rounding.IsAmbiguous(input.Values[index], input.Errors[index]);
}
