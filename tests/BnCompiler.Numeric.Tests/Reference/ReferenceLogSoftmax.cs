namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>y = x − log Σ e^x over the channels of each position; dx = dy − e^y·Σ dy.</summary>
internal sealed class ReferenceLogSoftmax(string name) : ReferenceLayer(name)
{
    private Volume output = new(0, 0, 0, 0);

    public override Volume Forward(Volume input, bool training)
    {
        output = input.Like();
        foreach (int[] group in ReferenceSoftmax.Groups(input))
        {
            double largest = group.Max(at => input.Values[at]);
            double logarithm = Math.Log(group.Sum(at => Math.Exp(input.Values[at] - largest)));
            double commonError = group.Sum(at => Math.Exp(input.Values[at] - largest - logarithm) * (input.Errors[at] + (Rounding.Unit * Math.Abs(input.Values[at] - largest))));
            foreach (int at in group)
            {
                double distance = Math.Abs(input.Values[at] - largest);
                double rounding = Rounding.Unit * (distance + (4 * logarithm) + Math.Sqrt(group.Length) + 4);
                output.Set(at, input.Values[at] - largest - logarithm, input.Errors[at] + commonError + rounding);
            }
        }

        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var result = gradient.Like();
        foreach (int[] group in ReferenceSoftmax.Groups(gradient))
        {
            double sum = group.Sum(at => gradient.Values[at]);
            double sumError = Rounding.Sum(group.Length, group.Sum(at => Math.Abs(gradient.Values[at]))) + group.Sum(at => gradient.Errors[at]);
            foreach (int at in group)
            {
                double share = Math.Exp(output.Values[at]);
                double error = gradient.Errors[at] + (share * (sumError + (Math.Abs(sum) * (output.Errors[at] + (4 * Rounding.Unit)))));
                result.Set(at, gradient.Values[at] - (share * sum), error + (Rounding.Unit * Math.Abs(gradient.Values[at])));
            }
        }

        return result;
    }
}
