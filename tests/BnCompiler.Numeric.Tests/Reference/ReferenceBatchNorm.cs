namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>y = γ·(x − μ)/√(σ² + ε) + β, with the batch's statistics or the running ones.</summary>
internal class ReferenceBatchNorm : ReferenceLayer
{
    private readonly BatchNormSpec spec;
    private readonly ReferenceParameter? weight;
    private readonly ReferenceParameter? bias;
    private readonly ReferenceParameter runningMean;
    private readonly ReferenceParameter runningVariance;
    private readonly BatchStatistics[] statistics;
    private Volume input = new(0, 0, 0, 0);

    public ReferenceBatchNorm(BatchNormSpec spec, string name, Extent input)
        : base(name)
    {
        this.spec = spec;
        int channels = input.Channels;
        weight = spec.Affine ? new ReferenceParameter($"{name}.weight", true, channels) : null;
        bias = spec.Affine ? new ReferenceParameter($"{name}.bias", true, channels) : null;
        runningMean = new ReferenceParameter($"{name}.running_mean", false, channels);
        runningVariance = new ReferenceParameter($"{name}.running_var", false, channels);
        statistics = new BatchStatistics[channels];
    }

    public BatchNormSpec Spec => spec;

    public override IReadOnlyList<ReferenceParameter> Parameters =>
        weight is null ? [runningMean, runningVariance] : [weight, bias!, runningMean, runningVariance];

    /// <summary>The running mean of a channel.</summary>
    protected double RunningMean(int channel) => runningMean.Values[channel];

    /// <summary>√(v + ε) of a channel's running variance v.</summary>
    protected double RunningDeviation(int channel) => Math.Sqrt(runningVariance.Values[channel] + spec.Epsilon);

    /// <summary>The statistics of the last batch, by channel.</summary>
    public IReadOnlyList<BatchStatistics> Statistics => statistics;

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        var output = input.Like();
        for (int c = 0; c < input.Channels; c++)
        {
            if (training)
            {
                Normalize(c, output);
            }
            else
            {
                ApplyRunning(c, output);
            }
        }

        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var result = gradient.Like();
        for (int c = 0; c < gradient.Channels; c++)
        {
            BackwardChannel(c, gradient, result);
        }

        return result;
    }

    protected double Gamma(int channel) => weight?.Values[channel] ?? 1;

    private double Beta(int channel) => bias?.Values[channel] ?? 0;

    private IEnumerable<int> Indices(int channel)
    {
        for (int n = 0; n < input.Samples; n++)
        {
            for (int p = 0; p < input.Positions; p++)
            {
                yield return input[n, channel, 0, 0] + p;
            }
        }
    }

    private void Normalize(int c, Volume output)
    {
        var batch = BatchStatistics.Of([.. Indices(c)], input, spec.Epsilon);
        statistics[c] = batch;
        double gamma = Gamma(c);
        foreach (int at in Indices(c))
        {
            var (normalized, error) = batch.Normalized(input, at);
            double y = (gamma * normalized) + Beta(c);
            output.Set(at, y, (Math.Abs(gamma) * error) + (Rounding.Unit * ((3 * Math.Abs(gamma * normalized)) + Math.Abs(Beta(c)) + Math.Abs(y))));
        }

        Update(runningMean, c, batch.Mean, batch.MeanError);
        double unbiased = batch.Count / (batch.Count - 1.0);
        Update(runningVariance, c, batch.Variance * unbiased, batch.VarianceError * unbiased);
    }

    private void Update(ReferenceParameter running, int c, double value, double error)
    {
        double kept = (1 - spec.Momentum) * running.Values[c];
        double added = spec.Momentum * value;
        running.Values[c] = kept + added;
        running.Errors[c] = (spec.Momentum * error) + (4 * Rounding.Unit * (Math.Abs(kept) + Math.Abs(added)));
    }

    private void ApplyRunning(int c, Volume output)
    {
        double scale = Gamma(c) / Math.Sqrt(runningVariance.Values[c] + spec.Epsilon);
        double shift = Beta(c) - (runningMean.Values[c] * scale);
        double shiftMagnitude = Math.Abs(Beta(c)) + Math.Abs(runningMean.Values[c] * scale);
        foreach (int at in Indices(c))
        {
            double y = (scale * input.Values[at]) + shift;
            double magnitude = (Math.Abs(scale) * input.Magnitudes[at]) + shiftMagnitude;
            output.Set(at, y, (Math.Abs(scale) * input.Errors[at]) + (4 * Rounding.Unit * magnitude), magnitude);
        }
    }

    // dβ = Σdy, dγ = Σdy·x̂, dx = γr(dy − dβ/n − x̂·dγ/n); in float32 as γr·dy + (x − μ)·a + b, of which a = −γr²·dγ/n may be subnormal.
    private void BackwardChannel(int c, Volume gradient, Volume result)
    {
        var batch = statistics[c];
        var shift = default(CorrelationSum);
        var scale = default(CorrelationSum);
        foreach (int at in Indices(c))
        {
            var (normalized, error) = batch.Normalized(input, at);
            shift.Add(gradient.Values[at], gradient.Errors[at], 1, 0);
            scale.Add(gradient.Values[at], gradient.Errors[at], normalized, error);
        }

        if (weight is not null)
        {
            (weight.Gradient[c], weight.GradientErrors[c]) = (scale.Value, scale.Error);
            (bias!.Gradient[c], bias.GradientErrors[c]) = (shift.Value, shift.Error);
        }

        double n = batch.Count;
        double factor = Math.Abs(Gamma(c)) * batch.InverseDeviation;
        foreach (int at in Indices(c))
        {
            var (normalized, error) = batch.Normalized(input, at);
            double dy = gradient.Values[at];
            double bracket = dy - (shift.Value / n) - (normalized * scale.Value / n);
            double magnitude = Math.Abs(dy) + Math.Abs(shift.Value / n) + Math.Abs(normalized * scale.Value / n);
            double bracketError = gradient.Errors[at] + (shift.Error / n) + (Math.Abs(normalized) * scale.Error / n) + (error * Math.Abs(scale.Value) / n)
                + (4 * Rounding.Unit * magnitude);
            result.Set(
                at,
                Gamma(c) * batch.InverseDeviation * bracket,
                (factor * bracketError) + (((Math.Abs(Gamma(c)) * batch.InverseDeviationError) + (3 * Rounding.Unit * factor)) * Math.Abs(bracket))
                + (Rounding.SubnormalUnit * (1 + Math.Abs(input.Values[at] - batch.Mean))));
        }
    }
}

/// <summary>Mean and biased variance of one channel, with what float32 may lose of them.</summary>
internal readonly record struct BatchStatistics(int Count, double Mean, double MeanError, double Variance, double VarianceError, double Epsilon)
{
    public double InverseDeviation => 1 / Math.Sqrt(Variance + Epsilon);

    public double InverseDeviationError =>
        (1 / Math.Sqrt(Math.Max(Variance - VarianceError, 0) + Epsilon)) - InverseDeviation + (3 * Rounding.Unit * InverseDeviation);

    public static BatchStatistics Of(int[] indices, Volume input, double epsilon)
    {
        int count = indices.Length;
        double mean = indices.Sum(at => input.Values[at]) / count;
        double meanError = (indices.Sum(at => input.Errors[at]) / count) + Rounding.Sum(count, indices.Sum(at => Math.Abs(input.Values[at])) / count);
        double variance = indices.Sum(at => (input.Values[at] - mean) * (input.Values[at] - mean)) / count;
        double varianceError = (2 * indices.Sum(at => Math.Abs(input.Values[at] - mean) * (input.Errors[at] + (Rounding.Unit * Math.Abs(input.Values[at] - mean)))) / count)
            + (meanError * meanError)
            + Rounding.Sum(count, variance);
        return new BatchStatistics(count, mean, meanError, variance, varianceError, epsilon);
    }

    /// <summary>x̂ = (x − μ)·r and its error.</summary>
    public (double Value, double Error) Normalized(Volume input, int at)
    {
        double centred = input.Values[at] - Mean;
        double error = ((input.Errors[at] + MeanError) * (InverseDeviation + InverseDeviationError)) + (Math.Abs(centred) * InverseDeviationError);
        return (centred * InverseDeviation, error + (2 * Rounding.Unit * Math.Abs(centred) * InverseDeviation));
    }
}
