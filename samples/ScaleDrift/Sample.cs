using BnCompiler;
using Samples.Images;
using ScaleDrift.Pictures;
using ScaleDrift.Training;

namespace ScaleDrift;

/// <summary>The whole line: draw digits, train in three regimes, let decay go on without a gradient, report, draw.</summary>
internal static class Sample
{
    /// <summary>Runs the sample; what is wrong with the output folder goes to standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ScaleDriftOptions options)
    {
        try
        {
            Directory.CreateDirectory(options.Out);
            var data = new ImageData(
                "drawn digits",
                DrawnDigits.Draw(options.Seed, first: 0, options.Images, options.Threads),
                DrawnDigits.Draw(options.Seed, first: options.Images, ScaleDriftOptions.TestImages, options.Threads),
                ImageData.DigitNames);
            var result = DriftDisplay.Show(display => Run(options, data, display));
            string report = Report.Of(result);
            Console.WriteLine();
            Console.Write(report);
            File.WriteAllText(Path.Combine(options.Out, "scale-drift.txt"), report);
            string picture = Path.Combine(options.Out, "scale-drift.svg");
            DriftPicture.Save(picture, result);
            Console.WriteLine($"Saved {picture}");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }

    private static DriftResult Run(ScaleDriftOptions options, ImageData data, DriftDisplay display)
    {
        RunRecord[] runs = [.. Regime.All.Select(regime => display.Track(
            $"training, {regime.Name}", options.Epochs, report => TrainingRun.Train(regime, data, options, epoch => report(epoch.Epoch))))];

        // From where decay on everything led, with the same decay and no gradient any more.
        return new DriftResult(runs, Decay("no gauge", ScaleGauge.None), Decay("unit norm", ScaleGauge.UnitNorm));

        IReadOnlyList<CollapseRecord> Decay(string name, ScaleGauge gauge) => display.Track(
            $"decay without a gradient, {name}", options.CollapseSteps, report => Collapse.Run(runs[0], gauge, data, options, report));
    }
}
