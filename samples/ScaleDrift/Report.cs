using System.Globalization;
using System.Text;
using ScaleDrift.Training;

namespace ScaleDrift;

/// <summary>What the runs showed, as text.</summary>
internal static class Report
{
    public static string Of(DriftResult result)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"SGD, η = {Regime.LearningRate}, λ = {Regime.WeightDecay}; medians over the scale-free rows");
        text.AppendLine();
        text.AppendLine("regime                   epoch    loss  accuracy     ‖w‖  (ηG/2λ)^¼   η/‖w‖²   least σ²/ε     σ²/ε   folded ‖w‖");
        foreach (var run in result.Runs)
        {
            foreach (var epoch in Shown(run.Epochs))
            {
                var scales = epoch.Scales;
                text.AppendLine(CultureInfo.InvariantCulture, $"{run.Regime.Name,-24}{epoch.Epoch,6}{epoch.Loss,8:0.000}{epoch.Accuracy,10:0.0000}{scales.Norm,8:0.000}{epoch.PredictedNorm,12:0.000}{scales.EffectiveRate,9:0.000}{scales.LeastVariance,13:0.0e0}{scales.Variance,9:0.0e0}{scales.FoldedNorm,13:0.000}");
            }
        }

        text.AppendLine();
        double ratio = result.Runs.Single(run => run.Regime == Regime.DecayAll).NormRatio;
        text.AppendLine(CultureInfo.InvariantCulture, $"Equilibrium: with decay on all, (ηG/2λ)^¼ is {ratio:0.000} of ‖w‖ at the end, median over the rows.");
        text.AppendLine(Sentence("no gauge", result.FreeCollapse));
        text.AppendLine(Sentence("unit norm", result.GaugedCollapse));
        text.AppendLine(CultureInfo.InvariantCulture, $"Predicted for the median channel without a gauge: step {Collapse.NoticedStep(result.FreeCollapse[0].Scales.Variance):0}, for the one of least variance: step {Collapse.NoticedStep(result.FreeCollapse[0].Scales.LeastVariance):0}.");
        return text.ToString();
    }

    private static string Sentence(string name, IReadOnlyList<CollapseRecord> records)
    {
        var noticed = records.FirstOrDefault(record => record.Deviation > Collapse.NoticedDeviation);
        var last = records[^1];
        string when = noticed is null
            ? FormattableString.Invariant($"the outputs never moved by more than {records.Max(record => record.Deviation):0.0e0} of their size")
            : FormattableString.Invariant($"the outputs had moved by 1 % of their size at step {noticed.Step}");
        return FormattableString.Invariant($"Decay alone, {name}: {when}; after {last.Step} steps ‖w‖ {last.Scales.Norm:0.0e0}, σ²/ε {last.Scales.Variance:0.0e0}, accuracy {last.Accuracy:0.0000} (before: {records[0].Accuracy:0.0000}).");
    }

    /// <summary>The start, about four epochs in between, and the end.</summary>
    private static IEnumerable<EpochRecord> Shown(IReadOnlyList<EpochRecord> epochs) =>
        epochs.Where(epoch => epoch.Epoch == 0 || epoch.Epoch % Math.Max(1, (epochs.Count - 1) / 4) == 0 || epoch == epochs[^1]);
}
