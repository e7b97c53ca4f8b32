using System.CommandLine;
using Samples.Options;

namespace QuickStart;

/// <summary>The options of the sample, their ranges and their help texts.</summary>
internal static class CommandLine
{
    private const int MaximumEpochs = 1_000;
    private const int MaximumThreads = 256;
    private const int MaximumBatch = 4_096;

    private static readonly Option<string?> s_data = new("--data") { Description = "Folder with the IDX files of MNIST or Fashion-MNIST, gzip or not. Default: digits drawn by this program.", HelpName = "DIR" };
    private static readonly Option<int> s_epochs = NumberOption.Create("--epochs", "Passes over the training images.", QuickStartOptions.DefaultEpochs, 1, MaximumEpochs);
    private static readonly Option<int> s_seed = NumberOption.Create("--seed", "Seed of the initial weights, the shuffling and the drawn digits.", QuickStartOptions.DefaultSeed, 0, int.MaxValue);
    private static readonly Option<int> s_threads = NumberOption.Create("--threads", "Threads that train.", Math.Min(Environment.ProcessorCount, MaximumThreads), 1, MaximumThreads);
    private static readonly Option<int> s_batch = NumberOption.Create("--batch", "Images per training step.", QuickStartOptions.DefaultBatch, 2, MaximumBatch);
    private static readonly Option<string> s_out = new("--out") { Description = "Folder for weights and pictures.", HelpName = "DIR", DefaultValueFactory = _ => QuickStartOptions.DefaultOut };
    private static readonly Option<bool> s_json = new("--json") { Description = "End with one line of JSON." };

    /// <summary>Parses, runs and returns the exit code; what does not parse is explained on standard error.</summary>
    public static int Invoke(string[] arguments, Func<QuickStartOptions, int> run)
    {
        var command = new RootCommand("Declares, builds, trains, folds and measures a small convolutional network.")
        {
            s_data, s_epochs, s_seed, s_threads, s_batch, s_out, s_json,
        };
        command.SetAction(parsed => run(new QuickStartOptions(
            parsed.GetValue(s_data),
            parsed.GetValue(s_epochs),
            parsed.GetValue(s_seed),
            parsed.GetValue(s_threads),
            parsed.GetValue(s_batch),
            parsed.GetValue(s_out)!,
            parsed.GetValue(s_json))));
        return Parsing.Invoke(command, arguments);
    }
}
