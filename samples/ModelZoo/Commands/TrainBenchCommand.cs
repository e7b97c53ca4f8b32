using System.CommandLine;
using ModelZoo.Peers;
using ModelZoo.Results;
using Samples.Measuring;

namespace ModelZoo.Commands;

/// <summary><c>train-bench</c>: how long a training step takes.</summary>
internal static class TrainBenchCommand
{
    public static Command Create()
    {
        var options = new CaseOptions();
        var seconds = SecondsOption.Create();
        var command = PeerCommand.Create(
            "train-bench", "Measures training steps of the peers' models: forward, mean cross-entropy, backward, SGD (0.01, momentum 0.9), on one batch.", options, parsed =>
            {
                double peak = FmaPeak.MeasureBest();
                var results = options.LoadForTraining(parsed).Select(run => Measure(run, parsed.GetValue(seconds), peak));
                ResultPrinter.Print(results, options.IsJson(parsed));
                return true;
            });
        command.Add(seconds);
        return command;
    }

    private static BenchResult Measure(TrainCase loaded, double seconds, double peak)
    {
        using (loaded)
        {
            var timing = CallTiming.Measure(() => loaded.Step(), seconds);
            return new BenchResult(
                "train", loaded.Entry.Name, loaded.Batch, loaded.Threads, timing.MedianMicroseconds, timing.P90Microseconds,
                loaded.Gflop, 1e6 * loaded.Gflop / timing.MedianMicroseconds / peak, timing.BytesPerCall, loaded.MemoryBytes);
        }
    }
}
