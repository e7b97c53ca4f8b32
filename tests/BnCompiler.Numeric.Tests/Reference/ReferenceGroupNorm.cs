namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>y = γ·(x − μ)/√(σ² + ε) + β with the statistics of each sample's groups of channels; γ and β per channel or per element.</summary>
internal sealed class ReferenceGroupNorm : ReferenceLayer
{
    private readonly int groups;
    private readonly double epsilon;
    private readonly ReferenceParameter? weight;
    private readonly ReferenceParameter? bias;
    private Volume input = new(0, 0, 0, 0);
    private BatchStatistics[] statistics = [];

    public ReferenceGroupNorm(string name, int groups, double epsilon, int[]? affine)
        : base(name)
    {
        this.groups = groups;
        this.epsilon = epsilon;
        weight = affine is null ? null : new ReferenceParameter($"{name}.weight", true, affine);
        bias = affine is null ? null : new ReferenceParameter($"{name}.bias", true, affine);
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => weight is null ? [] : [weight, bias!];

    private int GroupLength => input.Features / groups;

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        statistics = new BatchStatistics[input.Samples * groups];
        var output = input.Like();
        for (int group = 0; group < statistics.Length; group++)
        {
            int[] indices = [.. Enumerable.Range(group * GroupLength, GroupLength)];
            statistics[group] = BatchStatistics.Of(indices, input, epsilon);
            foreach (int at in indices)
            {
                var (normalized, error) = statistics[group].Normalized(input, at);
                double gamma = Gamma(at);
                double beta = bias?.Values[Place(at)] ?? 0;
                double y = (gamma * normalized) + beta;
                double magnitude = Math.Abs(gamma * normalized) + Math.Abs(beta);
                output.Set(at, y, (Math.Abs(gamma) * error) + (Rounding.Unit * ((3 * magnitude) + Math.Abs(y))), magnitude);
            }
        }

        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var result = gradient.Like();
        for (int group = 0; group < statistics.Length; group++)
        {
            BackwardGroup(group, gradient, result);
        }

        if (weight is not null)
        {
            BackwardAffine(gradient);
        }

        return result;
    }

    private double Gamma(int index) => weight?.Values[Place(index)] ?? 1;

    /// <summary>The place in γ and β that an element of a value has.</summary>
    private int Place(int index)
    {
        int element = index % input.Features;
        return weight!.Length == input.Features ? element : element / input.Positions;
    }

    // With g = γ·dy: dx = (g − Σg/m − x̂·Σg·x̂/m)·r
    private void BackwardGroup(int group, Volume gradient, Volume result)
    {
        var own = statistics[group];
        var shift = default(CorrelationSum);
        var scale = default(CorrelationSum);
        int first = group * GroupLength;
        for (int at = first; at < first + GroupLength; at++)
        {
            var (normalized, error) = own.Normalized(input, at);
            double g = Gamma(at) * gradient.Values[at];
            double gError = (Math.Abs(Gamma(at)) * gradient.Errors[at]) + (Rounding.Unit * Math.Abs(g));
            shift.Add(g, gError, 1, 0);
            scale.Add(g, gError, normalized, error);
        }

        double m = GroupLength;
        for (int at = first; at < first + GroupLength; at++)
        {
            var (normalized, error) = own.Normalized(input, at);
            double g = Gamma(at) * gradient.Values[at];
            double bracket = g - (shift.Value / m) - (normalized * scale.Value / m);
            double magnitude = Math.Abs(g) + Math.Abs(shift.Value / m) + Math.Abs(normalized * scale.Value / m);
            double bracketError = (Math.Abs(Gamma(at)) * gradient.Errors[at]) + (shift.Error / m) + (Math.Abs(normalized) * scale.Error / m)
                + (error * Math.Abs(scale.Value) / m) + (5 * Rounding.Unit * magnitude);
            result.Set(at, own.InverseDeviation * bracket, (own.InverseDeviation * bracketError) + (own.InverseDeviationError * Math.Abs(bracket)));
        }
    }

    // dγ = Σ dy·x̂, dβ = Σ dy over the samples, and over the positions where they are per channel.
    private void BackwardAffine(Volume gradient)
    {
        var products = new CorrelationSum[weight!.Length];
        var sums = new CorrelationSum[weight.Length];
        for (int at = 0; at < gradient.Values.Length; at++)
        {
            var (normalized, error) = statistics[at / GroupLength].Normalized(input, at);
            products[Place(at)].Add(gradient.Values[at], gradient.Errors[at], normalized, error);
            sums[Place(at)].Add(gradient.Values[at], gradient.Errors[at], 1, 0);
        }

        for (int i = 0; i < weight.Length; i++)
        {
            (weight.Gradient[i], weight.GradientErrors[i]) = (products[i].Value, products[i].Error);
            (bias!.Gradient[i], bias.GradientErrors[i]) = (sums[i].Value, sums[i].Error);
        }
    }
}
