using System.CommandLine;
using System.Globalization;

namespace QuickStart;

/// <summary>The options of the sample, their ranges and their help texts.</summary>
internal static class CommandLine
{
    private const int MaximumEpochs = 1_000;
    private const int MaximumThreads = 256;
    private const int MaximumBatch = 4_096;

    private static readonly Option<string?> s_data = new("--data") { Description = "Folder with the IDX files of MNIST or Fashion-MNIST, gzip or not. Default: digits drawn by this program.", HelpName = "DIR" };
    private static readonly Option<int> s_epochs = Number("--epochs", "Passes over the training images.", QuickStartOptions.DefaultEpochs, 1, MaximumEpochs);
    private static readonly Option<int> s_seed = Number("--seed", "Seed of the initial weights, the shuffling and the drawn digits.", QuickStartOptions.DefaultSeed, 0, int.MaxValue);
    private static readonly Option<int> s_threads = Number("--threads", "Threads that train.", Math.Min(Environment.ProcessorCount, MaximumThreads), 1, MaximumThreads);
    private static readonly Option<int> s_batch = Number("--batch", "Images per training step.", QuickStartOptions.DefaultBatch, 2, MaximumBatch);
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
        var result = command.Parse(arguments);
        foreach (var error in result.Errors)
        {
            Console.Error.WriteLine($"error: {error.Message}");
        }

        return result.Errors.Count > 0 ? 1 : result.Invoke();
    }

    private static Option<int> Number(string name, string description, int value, int minimum, int maximum) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) || number < minimum || number > maximum)
            {
                argument.AddError($"{name} is '{text}'; expected a whole number from {minimum} to {maximum}.");
            }

            return number;
        },
    };
}
