using System.CommandLine;
using System.Globalization;
using ModelZoo.Peers;
using ModelZoo.Results;
using Samples.Measuring;

namespace ModelZoo.Commands;

/// <summary><c>bench</c>: how long a prediction takes.</summary>
internal static class BenchCommand
{
    private const double DefaultSeconds = 1;
    private const double MaximumSeconds = 3_600;

    public static Command Create()
    {
        var options = new CaseOptions();
        var seconds = new Option<double>("--seconds")
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
        var command = PeerCommand.Create("bench", "Measures predictions of the peers' models.", options, parsed =>
        {
            double peak = FmaPeak.MeasureBest();
            var results = options.Load(parsed).Select(run => Measure(run, parsed.GetValue(seconds), peak));
            ResultPrinter.Print(results, options.IsJson(parsed));
            return true;
        });
        command.Add(seconds);
        return command;
    }

    private static BenchResult Measure(PeerCase loaded, double seconds, double peak)
    {
        var timing = CallTiming.Measure(loaded.Call, seconds);
        return new BenchResult(
            loaded.Entry.Name, loaded.Entry.Batch, loaded.Threads, timing.MedianMicroseconds, timing.P90Microseconds,
            loaded.Gflop, 1e6 * loaded.Gflop / timing.MedianMicroseconds / peak, timing.BytesPerCall, loaded.ArenaBytes);
    }
}
