using BnCompiler;
using ScaleDrift.Training;

namespace ScaleDrift.Measuring;

/// <summary>Where the scales of a network stand; medians and minima are over all scale-free rows.</summary>
/// <param name="Norm">Median of ‖w‖.</param>
/// <param name="EffectiveRate">Median of η/‖w‖²: how fast the direction of a row turns.</param>
/// <param name="LeastVariance">The smallest σ²/ε.</param>
/// <param name="Variance">Median of σ²/ε.</param>
/// <param name="FoldedNorm">Median of |γ|·‖w‖/√(σ² + ε).</param>
internal sealed record ScaleState(double Norm, double EffectiveRate, double LeastVariance, double Variance, double FoldedNorm)
{
    public static ScaleState Of(ParameterSet parameters, IReadOnlyList<ScaleFreeRow> rows)
    {
        double[] Each(Func<ScaleFreeRow, double> measure) => [.. rows.Select(measure)];
        double[] norms = Each(row => Math.Sqrt(row.SquaredNorm(parameters.Block)));
        double[] variances = Each(row => row.VarianceOverEpsilon(parameters.Block));
        return new ScaleState(
            Median(norms),
            Median(Array.ConvertAll(norms, norm => Regime.LearningRate / (norm * norm))),
            variances.Min(),
            Median(variances),
            Median(Each(row => row.FoldedNorm(parameters.Block))));
    }

    public static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);
}
