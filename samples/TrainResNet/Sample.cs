using BnCompiler;
using Samples.Pictures;
using TrainResNet.Data;
using TrainResNet.Networks;
using TrainResNet.Training;

namespace TrainResNet;

/// <summary>The whole line: load, train with augmentation and checkpoints, fold, test, save, draw.</summary>
internal static class Sample
{
    /// <summary>Runs the sample; what is wrong with the files it was given, a training that diverged, or an interruption goes to standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(TrainResNetOptions options)
    {
        using var interruption = new Interruption();
        try
        {
            var files = new RunFiles(options.Out);
            if (options.Resume && !File.Exists(files.Checkpoint))
            {
                throw new FileNotFoundException($"There is no checkpoint '{files.Checkpoint}' to resume from.");
            }

            Directory.CreateDirectory(options.Out);
            var result = Run(options, files, TrainingData.Load(options), interruption.Token);
            if (options.Json)
            {
                Console.WriteLine(result.ToJson());
            }

            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("error: interrupted; the same options with --resume go on from here.");
            return 1;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArithmeticException or CheckpointException or ArgumentException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }

    private static RunResult Run(TrainResNetOptions options, RunFiles files, TrainingData data, CancellationToken cancellation)
    {
        using var network = TrainedNetwork.Create(data.IsGrey, options);
        int parameters = network.Trainer.Parameters.Layout.Parameters.Where(parameter => parameter.IsTrainable).Sum(parameter => parameter.Length);
        Console.WriteLine($"{network.Name} on {data.Source}: {data.Train.Count} training images, {data.Test.Count} test images, {parameters} parameters");
        var training = Recipe.Train(network.Trainer, data, options, files, cancellation);
        var last = training.History[^1];
        var best = training.History[training.BestEpoch - 1];
        double folded = FoldedAccuracy(network, data.Test, options.Threads);

        Console.WriteLine();
        Console.Write(EpochTable.Of(training.History, training.BestEpoch));
        Console.WriteLine(FormattableString.Invariant($"test accuracy {last.ValidationAccuracy:0.0000}, folded {folded:0.0000}; {training.Seconds:0.0} s of training, {training.ImagesPerSecond:0} images/s"));
        Save(files.Weights, path => network.Trainer.Parameters.Save(path));
        Save(files.Picture, path => TrainingCurve.Save(path, $"{network.Name} on {data.Source}", training.History));
        return new RunResult(
            last.ValidationAccuracy!.Value, folded, best.ValidationAccuracy!.Value, best.Epoch, options.Epochs, training.Seconds, training.ImagesPerSecond);
    }

    private static double FoldedAccuracy(TrainedNetwork network, Dataset test, int threads)
    {
        var model = network.Fold(new FoldOptions { Threads = threads });
        float[] outputs = new float[test.Count * network.Trainer.OutputLength];
        model.Predict(test.Inputs.Span, outputs);
        return Accuracy.Of(outputs, test.Labels.Span);
    }

    private static void Save(string path, Action<string> write)
    {
        write(path);
        Console.WriteLine($"Saved {path}");
    }
}
