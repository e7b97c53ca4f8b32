using System.CommandLine;
using ModelZoo.Peers;
using ModelZoo.Results;
using Samples.Measuring;

namespace ModelZoo.Commands;

/// <summary><c>bench</c>: how long a prediction takes.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var options = new CaseOptions();
        var seconds = SecondsOption.Create();
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
            "infer", loaded.Entry.Name, loaded.Entry.Batch, loaded.Threads, timing.MedianMicroseconds, timing.P90Microseconds,
            loaded.Gflop, 1e6 * loaded.Gflop / timing.MedianMicroseconds / peak, timing.BytesPerCall, loaded.ArenaBytes);
    }
}
