using Samples.Pictures;
using ScaleDrift.Training;

namespace ScaleDrift.Pictures;

/// <summary>The picture: above the three regimes epoch by epoch, below what decay does without a gradient, step by step.</summary>
internal static class DriftPicture
{
    private const int Width = 300;
    private const int Height = 190;
    private const int Columns = 4;
    private const string PredictedColour = "#000";

    public static void Save(string path, DriftResult result)
    {
        var svg = new SvgDocument(Columns * (Width + 90) + 20, 2 * (Height + 130) + 70);
        svg.Text(70, 30, "Above: training with L2, medians over the scale-free rows; dashed: ‖w‖ = (ηG/2λ)^¼", size: 15);
        Epochs(svg, result, 0, "‖w‖", "0.###", run => run.Scales.Norm, logarithmic: false, predicted: true);
        Epochs(svg, result, 1, "η/‖w‖²", "0.####", run => run.Scales.EffectiveRate, logarithmic: true);
        Epochs(svg, result, 2, "σ²/ε", "0e0", run => run.Scales.Variance, logarithmic: true);
        Epochs(svg, result, 3, "accuracy", "0.00", run => run.Accuracy, logarithmic: false);
        Legend(svg);
        Steps(svg, result, 0, "‖w‖", "0.####", record => record.Scales.Norm, logarithmic: true);
        Steps(svg, result, 1, "σ²/ε", "0e0", record => record.Scales.Variance, logarithmic: true);
        Steps(svg, result, 2, "change of outputs", "0e0", record => record.Deviation, logarithmic: true);
        Steps(svg, result, 3, "accuracy", "0.00", record => record.Accuracy, logarithmic: false);
        svg.Save(path);
    }

    private static void Epochs(
        SvgDocument svg, DriftResult result, int column, string title, string format, Func<EpochRecord, double> value, bool logarithmic, bool predicted = false)
    {
        var series = result.Runs.Select(run => new ChartSeries("", run.Regime.Colour, [.. run.Epochs.Select(epoch => ((double)epoch.Epoch, value(epoch)))], Marked: false)).ToList();
        if (predicted)
        {
            var run = result.Runs.Single(run => run.Regime == Regime.DecayAll);
            series.Add(new ChartSeries("", PredictedColour, [.. run.Epochs.Select(epoch => ((double)epoch.Epoch, epoch.PredictedNorm))], Marked: false, Dashed: true));
        }

        new LineChart(Left(column), 90, Width, Height, series, logarithmic).Draw(svg, title, format);
    }

    private static void Steps(SvgDocument svg, DriftResult result, int column, string title, string format, Func<CollapseRecord, double> value, bool logarithmic)
    {
        ChartSeries Series(Regime regime, IReadOnlyList<CollapseRecord> records) =>
            new("", regime.Colour, [.. records.Select(record => ((double)record.Step, value(record))).Where(point => !logarithmic || point.Item2 > 0)], Marked: false);
        ChartSeries[] series = [Series(Regime.DecayAll, result.FreeCollapse), Series(Regime.DecayAllWithGauge, result.GaugedCollapse)];
        if (series.All(line => line.Points.Count > 0))
        {
            new LineChart(Left(column), Height + 250, Width, Height, series, logarithmic) { Unit = "step" }.Draw(svg, title, format);
        }
    }

    private static void Legend(SvgDocument svg)
    {
        int x = 70;
        foreach (var regime in Regime.All)
        {
            svg.Text(x, 54, regime.Name, colour: regime.Colour);
            x += 190;
        }

        svg.Text(70, Height + 190, "Below: the same decay, no gradient any more", size: 15);
        svg.Text(70, Height + 212, "no gauge", colour: Regime.DecayAll.Colour);
        svg.Text(160, Height + 212, "unit norm", colour: Regime.DecayAllWithGauge.Colour);
    }

    private static int Left(int column) => 70 + column * (Width + 90);
}
