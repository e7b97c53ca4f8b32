using System.CommandLine;
using Samples.Options;

namespace ScaleDrift;

/// <summary>The options of the sample, their ranges and their help texts.</summary>
internal static class CommandLine
{
    private static readonly Option<int> s_epochs = NumberOption.Create("--epochs", "Passes over the training images.", ScaleDriftOptions.DefaultEpochs, 1, 1_000);
    private static readonly Option<int> s_collapse = NumberOption.Create("--collapse", "Steps of weight decay without a gradient.", ScaleDriftOptions.DefaultCollapseSteps, 1, 1_000_000);
    private static readonly Option<int> s_images = NumberOption.Create("--images", "Training images.", ScaleDriftOptions.DefaultImages, ScaleDriftOptions.Batch, 12_000);
    private static readonly Option<int> s_seed = NumberOption.Create("--seed", "Seed of the weights, the order and the drawn digits.", ScaleDriftOptions.DefaultSeed, 0, int.MaxValue);
    private static readonly Option<int> s_threads = NumberOption.Create("--threads", "Threads that train.", Math.Min(Environment.ProcessorCount, 16), 1, 256);
    private static readonly Option<string> s_out = new("--out") { Description = "Folder for the picture and the table.", HelpName = "DIR", DefaultValueFactory = _ => ScaleDriftOptions.DefaultOut };

    /// <summary>Parses, runs and returns the exit code; what does not parse is explained on standard error.</summary>
    public static int Invoke(string[] arguments, Func<ScaleDriftOptions, int> run)
    {
        var command = new RootCommand("Shows what weight decay does to the scale of weights that a BatchNorm divides out, with and without a gauge.")
        {
            s_epochs, s_collapse, s_images, s_seed, s_threads, s_out,
        };
        command.SetAction(parsed => run(new ScaleDriftOptions(
            parsed.GetValue(s_epochs),
            parsed.GetValue(s_collapse),
            parsed.GetValue(s_images),
            parsed.GetValue(s_seed),
            parsed.GetValue(s_threads),
            parsed.GetValue(s_out)!)));
        return Parsing.Invoke(command, arguments);
    }
}
