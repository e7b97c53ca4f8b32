using System.CommandLine;
using System.Globalization;
using ModelZoo.Peers;
using ModelZoo.Results;
using Samples.Measuring;

namespace ModelZoo.Commands;

/// <summary><c>bench</c> and <c>train-bench</c>: how long a prediction takes, and a training step.</summary>
internal static class BenchCommand
{
    private const double DefaultSeconds = 1;
    private const double MaximumSeconds = 3_600;

    public static Command Create() => Create(
        "bench", "Measures predictions of the peers' models.",
        (options, parsed, seconds, peak) => options.Load(parsed).Select(run => Result(
            "infer", run.Entry.Name, run.Entry.Batch, run.Threads, CallTiming.Measure(run.Call, seconds), run.Gflop, peak, run.ArenaBytes)));

    public static Command CreateForTraining() => Create(
        "train-bench", "Measures training steps of the peers' models: forward, mean cross-entropy, backward, SGD (0.01, momentum 0.9), on one batch.",
        (options, parsed, seconds, peak) => options.LoadForTraining(parsed).Select(loaded =>
        {
            using var run = loaded;
            return Result(
                "train", run.Entry.Name, run.Batch, run.Threads, CallTiming.Measure(() => run.Step(), seconds), run.Gflop, peak, run.MemoryBytes);
        }));

    private static Command Create(string name, string description, Func<CaseOptions, ParseResult, double, double, IEnumerable<BenchResult>> measure)
    {
        var options = new CaseOptions();
        var seconds = Seconds();
        var command = PeerCommand.Create(name, description, options, parsed =>
        {
            ResultPrinter.Print(measure(options, parsed, parsed.GetValue(seconds), FmaPeak.MeasureBest()), options.IsJson(parsed));
            return true;
        });
        command.Add(seconds);
        return command;
    }

    private static BenchResult Result(string task, string model, int batch, int threads, CallTiming timing, double gflop, double peak, long memoryBytes) => new(
        task, model, batch, threads, timing.MedianMicroseconds, timing.P90Microseconds, gflop, 1e6 * gflop / timing.MedianMicroseconds / peak, timing.BytesPerCall, memoryBytes);

    private static Option<double> Seconds() => new("--seconds")
    {
        Description = "Time that each case is measured for, after a warm-up.",
        HelpName = "S",
        DefaultValueFactory = _ => DefaultSeconds,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || value is not (> 0 and <= MaximumSeconds))
            {
                argument.AddError($"--seconds is '{text}'; expected a number above 0, to {MaximumSeconds}.");
            }

            return value;
        },
    };
}
