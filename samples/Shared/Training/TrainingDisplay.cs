using BnCompiler;
using Spectre.Console;

namespace Samples.Training;

/// <summary>Shows a training run: a live bar on a terminal, one line per epoch anywhere; no control codes in a file or a pipe.</summary>
internal static class TrainingDisplay
{
    public static FitResult Show(Func<IProgress<FitProgress>, FitResult> train)
    {
        if (Console.IsOutputRedirected)
        {
            return train(new Reporter(progress => PrintEpoch(progress, Console.WriteLine)));
        }

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask("training");
                return train(new Reporter(progress =>
                {
                    bar.MaxValue = (double)progress.Epochs * progress.Steps;
                    bar.Value = (progress.Epoch - 1.0) * progress.Steps + progress.Step;
                    bar.Description = FormattableString.Invariant($"epoch {progress.Epoch}/{progress.Epochs}  loss {progress.Loss:0.000}  {progress.ImagesPerSecond:0} images/s");
                    PrintEpoch(progress, AnsiConsole.WriteLine);
                }));
            });
    }

    private static void PrintEpoch(FitProgress progress, Action<string> print)
    {
        if (progress.Completed is { } epoch)
        {
            print(FormattableString.Invariant(
                $"epoch {epoch.Epoch}/{progress.Epochs}: training loss {epoch.Loss:0.0000}, accuracy {epoch.Accuracy:0.0000}; test loss {epoch.ValidationLoss:0.0000}, accuracy {epoch.ValidationAccuracy:0.0000}; {epoch.Seconds:0.0} s, {progress.ImagesPerSecond:0} images/s, ‖w‖ {progress.WeightNorm:0.0}"));
        }
    }

    // Progress<T> would hand reports to other threads, out of order.
    private sealed class Reporter(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}
