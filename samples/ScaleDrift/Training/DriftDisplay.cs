using Spectre.Console;

namespace ScaleDrift.Training;

/// <summary>Shows how far the runs are: bars on a terminal, one line a run in a file or a pipe.</summary>
internal sealed class DriftDisplay(ProgressContext? context)
{
    public static T Show<T>(Func<DriftDisplay, T> run) => Console.IsOutputRedirected
        ? run(new DriftDisplay(null))
        : AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(started => run(new DriftDisplay(started)));

    /// <summary>Runs a task that reports how many of its steps are done.</summary>
    public T Track<T>(string name, int steps, Func<Action<int>, T> task)
    {
        if (context is null)
        {
            Console.WriteLine(name);
            return task(_ => { });
        }

        var bar = context.AddTask(Markup.Escape(name), maxValue: steps);
        var result = task(done => bar.Value = done);
        bar.Value = steps;
        return result;
    }
}
