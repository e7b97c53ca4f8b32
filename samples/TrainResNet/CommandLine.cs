using System.CommandLine;
using Samples.Options;

namespace TrainResNet;

/// <summary>The options of the sample, their ranges and their help texts.</summary>
internal static class CommandLine
{
    private const string On = "on";
    private const string Off = "off";

    private static readonly Option<string?> s_data = new("--data") { Description = "Folder with the IDX files of MNIST or Fashion-MNIST, or the binary files of CIFAR-10. Default: digits drawn by this program.", HelpName = "DIR" };
    private static readonly Option<int?> s_images = NumberOption.CreateOptional("--images", "Take only the first training images and test images. Default: all.", 2, int.MaxValue);
    private static readonly Option<int> s_epochs = NumberOption.Create("--epochs", "Passes over the training images.", TrainResNetOptions.DefaultEpochs, 1, 1_000);
    private static readonly Option<int> s_batch = NumberOption.Create("--batch", "Images per training step; the learning rate is proportional to it.", TrainResNetOptions.DefaultBatch, 2, 4_096);
    private static readonly Option<string> s_gauge = CreateGauge();
    private static readonly Option<int> s_seed = NumberOption.Create("--seed", "Seed of the weights, the order, the augmentation and the drawn digits.", TrainResNetOptions.DefaultSeed, 0, int.MaxValue);
    private static readonly Option<int> s_threads = NumberOption.Create("--threads", "Threads that train.", Math.Min(Environment.ProcessorCount, 256), 1, 256);
    private static readonly Option<string> s_out = new("--out") { Description = "Folder for checkpoints, weights and the picture.", HelpName = "DIR", DefaultValueFactory = _ => TrainResNetOptions.DefaultOut };
    private static readonly Option<bool> s_resume = new("--resume") { Description = "Go on from the checkpoint in the folder of --out." };
    private static readonly Option<bool> s_json = new("--json") { Description = "End with one line of JSON." };

    /// <summary>Parses, runs and returns the exit code; what does not parse is explained on standard error.</summary>
    public static int Invoke(string[] arguments, Func<TrainResNetOptions, int> run)
    {
        var command = new RootCommand("Trains a ResNet-20 with augmentation, a cosine schedule and checkpoints.")
        {
            s_data, s_images, s_epochs, s_batch, s_gauge, s_seed, s_threads, s_out, s_resume, s_json,
        };
        command.SetAction(parsed => run(new TrainResNetOptions(
            parsed.GetValue(s_data),
            parsed.GetValue(s_images),
            parsed.GetValue(s_epochs),
            parsed.GetValue(s_batch),
            parsed.GetValue(s_gauge) == On,
            parsed.GetValue(s_seed),
            parsed.GetValue(s_threads),
            parsed.GetValue(s_out)!,
            parsed.GetValue(s_resume),
            parsed.GetValue(s_json))));
        return Parsing.Invoke(command, arguments);
    }

    private static Option<string> CreateGauge()
    {
        var option = new Option<string>("--gauge")
        {
            Description = "Whether weights in front of a BatchNorm keep the norm 1 (ScaleGauge.UnitNorm): on or off.",
            DefaultValueFactory = _ => Off,
        };
        return option.AcceptOnlyFromAmong(On, Off);
    }
}
