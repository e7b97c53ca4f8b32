using System.Globalization;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

/// <summary>
/// The run that the kill tests kill, in a process of its own: arguments are a folder and milliseconds to sleep after each step. It goes on from the checkpoint in the
/// folder, or begins where there is none, and prints a line a step.
/// </summary>
internal static class KillTarget
{
    public const string LastName = "last.safetensors";
    public const string BestName = "best.safetensors";
    public const string LogName = "log.csv";

    public static int Run(string[] arguments)
    {
        string folder = arguments[0];
        int pause = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        Train(folder, new Recorder(report =>
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Epoch}/{report.Step}"));
            Thread.Sleep(pause);
        }));
        return 0;
    }

    public static FitResult Train(string folder, IProgress<FitProgress>? progress)
    {
        SmallNet net = new(seed: 3);
        using SmallNet.Trainer trainer = new(net, batchSize: 8);
        using FitLog log = FitLog.Csv(Path.Combine(folder, LogName));
        string last = Path.Combine(folder, LastName);
        return Fit.Run(trainer, Samples.Clusters(70, 128, 3, seed: 1), new FitOptions
        {
            Epochs = 100,
            Optimizer = new Sgd(0.02) { Momentum = 0.9, Gauge = ScaleGauge.UnitNorm },
            Schedule = LearningRateSchedule.CosineAnnealing(0, warmupEpochs: 1.5),
            AccumulationSteps = 2,
            MaxGradientNorm = 2,
            Average = new ExponentialMovingAverage(0.95) { Warmup = true },
            Validation = Samples.Clusters(30, 128, 3, seed: 2),
            Seed = 5,
            Progress = progress,
            Log = log,
            Checkpoints = new CheckpointOptions { LastPath = last, BestPath = Path.Combine(folder, BestName), EverySteps = 1 },
            ResumeFrom = File.Exists(last) || File.Exists(last + Checkpoint.PreviousSuffix) ? last : null,
        });
    }
}
