namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>y = e^x / Σ e^x over the channels of each position.</summary>
internal sealed class ReferenceSoftmax(string name) : ReferenceLayer(name)
{
    private Volume output = new(0, 0, 0, 0);

    public override Volume Forward(Volume input, bool training)
    {
        output = input.Like();
        foreach (int[] group in Groups(input))
        {
            double largest = group.Max(at => input.Values[at]);
            double sum = group.Sum(at => Math.Exp(input.Values[at] - largest));
            double[] shares = [.. group.Select(at => Math.Exp(input.Values[at] - largest) / sum)];
            double commonError = group.Zip(shares, (at, share) => share * input.Errors[at]).Sum();
            for (int c = 0; c < group.Length; c++)
            {
                int at = group[c];
                double exponent = Math.Abs(input.Values[at] - largest);
                double relative = input.Errors[at] + commonError + ((8 + Math.Sqrt(group.Length) + exponent) * Rounding.Unit);
                output.Set(at, shares[c], (shares[c] * relative) + Rounding.SmallestNormal);
            }
        }

        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var result = gradient.Like();
        foreach (int[] group in Groups(gradient))
        {
            var dot = default(CorrelationSum);
            foreach (int at in group)
            {
                dot.Add(gradient.Values[at], gradient.Errors[at], output.Values[at], output.Errors[at]);
            }

            foreach (int at in group)
            {
                double y = output.Values[at];
                double difference = gradient.Values[at] - dot.Value;
                double differenceError = gradient.Errors[at] + dot.Error + (Rounding.Unit * (Math.Abs(gradient.Values[at]) + Math.Abs(dot.Value)));
                result.Set(at, y * difference, (y * differenceError) + (output.Errors[at] * Math.Abs(difference)) + (Rounding.Unit * Math.Abs(y * difference)));
            }
        }

        return result;
    }

    /// <summary>The indices of each position's channels.</summary>
    public static IEnumerable<int[]> Groups(Volume volume)
    {
        for (int n = 0; n < volume.Samples; n++)
        {
            for (int p = 0; p < volume.Positions; p++)
            {
                yield return [.. Enumerable.Range(0, volume.Channels).Select(c => volume[n, c, 0, 0] + p)];
            }
        }
    }
}
