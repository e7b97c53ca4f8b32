using BnCompiler;
using QuickStart.Measuring;
using QuickStart.Pictures;
using QuickStart.Training;
using Samples.Data;
using Samples.Images;
using Samples.Pictures;

namespace QuickStart;

/// <summary>The whole line: declare (see <see cref="FashionNet"/>), train, fold, compare, measure, save, draw.</summary>
internal static class Sample
{
    private const int PicturedImages = 16;
    private const int PicturedMistakes = 16;

    /// <summary>Runs the sample; what is wrong with the files it was given, or a training that diverged, goes to standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(QuickStartOptions options)
    {
        try
        {
            Directory.CreateDirectory(options.Out);
            var data = options.Data is null ? DrawnDigits.Create(options.Seed, options.Threads) : IdxFolder.Load(options.Data);
            var result = Run(options, data);
            if (options.Json)
            {
                Console.WriteLine(result.ToJson());
            }

            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArithmeticException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }

    private static RunResult Run(QuickStartOptions options, ImageData data)
    {
        Console.WriteLine(FashionNet.Summary);
        Console.WriteLine($"Data: {data.Source}, {data.Train.Count} training images, {data.Test.Count} test images");

        var network = new FashionNet(options.Seed);
        using var trainer = new FashionNet.Trainer(network, options.Batch, options.Threads);
        var training = Recipe.Train(trainer, data, options.Epochs, options.Seed);

        // Every BatchNorm goes into the weights of the layer in front of it. The test images say what that changed.
        var model = network.Fold();
        var comparison = FoldComparison.Measure(trainer, model, data.Test);
        var latency = Latency.Measure(network, model, data.Test);
        Report(comparison, latency);

        Save(options.Out, "fashion-net.safetensors", path => network.Save(path));
        Save(options.Out, "training-curve.svg", path => TrainingCurve.Save(path, $"FashionNet on {data.Source}", training.History));
        Save(options.Out, "classified.svg", path => ImageGrid.Save(path, data, Classification.Choose(data.Test, comparison.Outputs, PicturedImages, PicturedMistakes)));

        return new RunResult(
            comparison.Accuracy,
            comparison.FoldedAccuracy,
            comparison.MaxDifference,
            training.Seconds,
            training.ImagesPerSecond,
            latency.UnfoldedMicroseconds,
            latency.FoldedMicroseconds);
    }

    private static void Report(FoldComparison comparison, Latency latency)
    {
        Console.WriteLine();
        Console.WriteLine("                 with BatchNorm     folded");
        Console.WriteLine(FormattableString.Invariant($"test accuracy    {comparison.Accuracy,14:0.0000}{comparison.FoldedAccuracy,11:0.0000}     largest difference of an output: {comparison.MaxDifference:0.0e0}"));
        Console.WriteLine(FormattableString.Invariant($"µs per image     {latency.UnfoldedMicroseconds,14:0.0}{latency.FoldedMicroseconds,11:0.0}     one image at a time, one thread; unfolded packs its weights in every call"));
        Console.WriteLine();
    }

    private static void Save(string folder, string name, Action<string> write)
    {
        string path = Path.Combine(folder, name);
        write(path);
        Console.WriteLine($"Saved {path}");
    }
}
