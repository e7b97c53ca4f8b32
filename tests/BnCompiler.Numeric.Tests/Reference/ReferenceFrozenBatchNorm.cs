namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>y = γ·(x − μ)/√(v + ε) + β with the running statistics in training, too.</summary>
internal sealed class ReferenceFrozenBatchNorm(BatchNormSpec spec, string name, Extent input) : ReferenceBatchNorm(spec, name, input)
{
    private Volume input = new(0, 0, 0, 0);

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        return base.Forward(input, training: false);
    }

    // dβ = Σdy, dγ = Σdy·x̂, dx = γ·r·dy
    public override Volume Backward(Volume gradient)
    {
        var result = gradient.Like();
        for (int c = 0; c < gradient.Channels; c++)
        {
            double deviation = RunningDeviation(c);
            double factor = Gamma(c) / deviation;
            var shift = default(CorrelationSum);
            var scale = default(CorrelationSum);
            for (int n = 0; n < gradient.Samples; n++)
            {
                for (int at = gradient[n, c, 0, 0]; at < gradient[n, c, 0, 0] + gradient.Positions; at++)
                {
                    double normalized = (input.Values[at] - RunningMean(c)) / deviation;
                    shift.Add(gradient.Values[at], gradient.Errors[at], 1, 0);
                    scale.Add(gradient.Values[at], gradient.Errors[at], normalized, (input.Errors[at] / deviation) + (4 * Rounding.Unit * Math.Abs(normalized)));
                    double dx = factor * gradient.Values[at];
                    result.Set(at, dx, (Math.Abs(factor) * gradient.Errors[at]) + (3 * Rounding.Unit * Math.Abs(dx)));
                }
            }

            if (Spec.Affine)
            {
                (Parameters[0].Gradient[c], Parameters[0].GradientErrors[c]) = (scale.Value, scale.Error);
                (Parameters[1].Gradient[c], Parameters[1].GradientErrors[c]) = (shift.Value, shift.Error);
            }
        }

        return result;
    }
}
