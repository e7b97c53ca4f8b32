namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>y = W·x + b.</summary>
internal sealed class ReferenceLinear : ReferenceLayer
{
    private readonly int inFeatures;
    private readonly int outFeatures;
    private readonly ReferenceParameter weight;
    private readonly ReferenceParameter? bias;
    private Volume input = new(0, 0, 0, 0);

    public ReferenceLinear(LinearSpec spec, string name, Extent input)
        : base(name)
    {
        inFeatures = input.Length;
        outFeatures = spec.OutFeatures;
        weight = new ReferenceParameter($"{name}.weight", true, outFeatures, inFeatures);
        bias = spec.Bias ? new ReferenceParameter($"{name}.bias", true, outFeatures) : null;
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => bias is null ? [weight] : [weight, bias];

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        var output = new Volume(input.Samples, outFeatures, 1, 1);
        for (int n = 0; n < input.Samples; n++)
        {
            for (int o = 0; o < outFeatures; o++)
            {
                var sum = default(ProductSum);
                for (int i = 0; i < inFeatures; i++)
                {
                    int at = input[n, i, 0, 0];
                    sum.Add(weight.Values[(o * inFeatures) + i], input.Values[at], input.Errors[at], input.Magnitudes[at]);
                }

                if (bias is not null)
                {
                    sum.Add(1, bias.Values[o], 0, 0);
                }

                sum.Store(output, output[n, o, 0, 0]);
            }
        }

        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var result = input.Like();
        for (int n = 0; n < input.Samples; n++)
        {
            for (int i = 0; i < inFeatures; i++)
            {
                var sum = default(ProductSum);
                for (int o = 0; o < outFeatures; o++)
                {
                    int at = gradient[n, o, 0, 0];
                    sum.Add(weight.Values[(o * inFeatures) + i], gradient.Values[at], gradient.Errors[at], 0);
                }

                sum.Store(result, result[n, i, 0, 0]);
            }
        }

        for (int o = 0; o < outFeatures; o++)
        {
            for (int i = 0; i < inFeatures; i++)
            {
                var sum = default(CorrelationSum);
                for (int n = 0; n < input.Samples; n++)
                {
                    int at = gradient[n, o, 0, 0];
                    int from = input[n, i, 0, 0];
                    sum.Add(gradient.Values[at], gradient.Errors[at], input.Values[from], input.Errors[from]);
                }

                weight.Gradient[(o * inFeatures) + i] = sum.Value;
                weight.GradientErrors[(o * inFeatures) + i] = sum.Error;
            }
        }

        if (bias is not null)
        {
            ReferenceBias.Backward(bias, gradient);
        }

        return result;
    }
}

/// <summary>∂L/∂b = Σ ∂L/∂y over samples and positions.</summary>
internal static class ReferenceBias
{
    public static void Backward(ReferenceParameter bias, Volume gradient)
    {
        for (int c = 0; c < gradient.Channels; c++)
        {
            var sum = default(CorrelationSum);
            for (int n = 0; n < gradient.Samples; n++)
            {
                for (int p = 0; p < gradient.Positions; p++)
                {
                    int at = gradient[n, c, 0, 0] + p;
                    sum.Add(gradient.Values[at], gradient.Errors[at], 1, 0);
                }
            }

            bias.Gradient[c] = sum.Value;
            bias.GradientErrors[c] = sum.Error;
        }
    }
}
