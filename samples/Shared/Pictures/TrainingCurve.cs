using BnCompiler;

namespace Samples.Pictures;

/// <summary>The picture of a training run: loss and accuracy per epoch, on training and on test images.</summary>
internal static class TrainingCurve
{
    private const string TrainColour = "#1f77b4";
    private const string TestColour = "#d62728";
    private const int PanelWidth = 360;
    private const int PanelHeight = 220;

    /// <param name="path">The file.</param>
    /// <param name="title">What stands above the two panels.</param>
    /// <param name="history">Epochs with a validation set.</param>
    public static void Save(string path, string title, IReadOnlyList<EpochResult> history)
    {
        var svg = new SvgDocument(2 * PanelWidth + 180, PanelHeight + 130);
        svg.Text(60, 28, title, size: 16);
        Panel(60, "Loss", "0.00", epoch => epoch.Loss, epoch => epoch.ValidationLoss);
        Panel(60 + PanelWidth + 80, "Accuracy", "0.00", epoch => epoch.Accuracy, epoch => epoch.ValidationAccuracy);
        svg.Save(path);

        void Panel(int left, string title, string format, Func<EpochResult, double?> train, Func<EpochResult, double?> test) =>
            new LineChart(left, 76, PanelWidth, PanelHeight, [Series("training", TrainColour, history, train), Series("test", TestColour, history, test)])
                .Draw(svg, title, format);
    }

    private static ChartSeries Series(string name, string colour, IReadOnlyList<EpochResult> history, Func<EpochResult, double?> value) =>
        new(name, colour, [.. history.Select(epoch => ((double)epoch.Epoch, value(epoch) ?? throw new ArgumentException($"Epoch {epoch.Epoch} was not evaluated.", nameof(history))))], Marked: true);
}
