using System.Collections.Immutable;
using System.Globalization;

namespace BnCompiler;

/// <summary>Where a run stands between two steps, beside the parameters and the optimiser's state.</summary>
internal sealed record CheckpointState
{
    /// <summary>What must be the same in the run that resumes: it decides the order of the samples.</summary>
    public required RunIdentity Identity { get; init; }

    /// <summary>The epoch that the next step belongs to, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>The next step within the epoch, from 0.</summary>
    public required int Step { get; init; }

    public required long OptimizerSteps { get; init; }

    /// <summary>Updates of the averaged weights; 0 where there are none.</summary>
    public required long AverageSteps { get; init; }

    public required ulong RandomState { get; init; }

    /// <summary>Σ loss · count over the epoch so far.</summary>
    public required double LossSum { get; init; }

    public required long Correct { get; init; }

    public required long Seen { get; init; }

    /// <summary>Training time of the epoch so far.</summary>
    public required double Seconds { get; init; }

    public required ImmutableArray<EpochResult> History { get; init; }

    public void WriteTo(ImmutableSortedDictionary<string, string>.Builder metadata)
    {
        metadata["seed"] = Text(Identity.Seed);
        metadata["shuffle"] = Text(Identity.Shuffle);
        metadata["batch_size"] = Text(Identity.BatchSize);
        metadata["samples"] = Text(Identity.Samples);
        metadata["optimizer"] = Identity.Optimizer;
        metadata["accumulation_steps"] = Text(Identity.AccumulationSteps);
        metadata["average"] = Identity.Average;
        metadata["augmentation"] = Identity.Augmentation;
        metadata["average_steps"] = Text(AverageSteps);
        metadata["epoch"] = Text(Epoch);
        metadata["step"] = Text(Step);
        metadata["optimizer_steps"] = Text(OptimizerSteps);
        metadata["random_state"] = Text(RandomState);
        metadata["loss_sum"] = Text(LossSum);
        metadata["correct"] = Text(Correct);
        metadata["seen"] = Text(Seen);
        metadata["seconds"] = Text(Seconds);
        metadata["history"] = string.Join(';', History.Select(WriteEpoch));
    }

    /// <exception cref="FormatException">An entry is missing or no number.</exception>
    public static CheckpointState ReadFrom(ImmutableSortedDictionary<string, string> metadata) => new()
    {
        Identity = new RunIdentity(
            Number<int>(metadata, "seed"),
            Entry(metadata, "shuffle") == bool.TrueString,
            Number<int>(metadata, "batch_size"),
            Number<int>(metadata, "samples"),
            Entry(metadata, "optimizer"),
            Number<int>(metadata, "accumulation_steps"),
            Entry(metadata, "average"),
            Entry(metadata, "augmentation")),
        Epoch = Number<int>(metadata, "epoch"),
        Step = Number<int>(metadata, "step"),
        OptimizerSteps = Number<long>(metadata, "optimizer_steps"),
        AverageSteps = Number<long>(metadata, "average_steps"),
        RandomState = Number<ulong>(metadata, "random_state"),
        LossSum = Number<double>(metadata, "loss_sum"),
        Correct = Number<long>(metadata, "correct"),
        Seen = Number<long>(metadata, "seen"),
        Seconds = Number<double>(metadata, "seconds"),
        History = [.. Entry(metadata, "history").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(ReadEpoch)],
    };

    private static string WriteEpoch(EpochResult epoch) => string.Join(
        ',',
        Text(epoch.Epoch),
        Text(epoch.Loss),
        Text(epoch.Accuracy),
        Text(epoch.ValidationLoss),
        Text(epoch.ValidationAccuracy),
        Text(epoch.LearningRate),
        Text(epoch.Seconds));

    private static EpochResult ReadEpoch(string text)
    {
        string[] fields = text.Split(',');
        return fields.Length == 7
            ? new EpochResult(
                Parse<int>(fields[0]),
                Parse<double>(fields[1]),
                ParseOptional(fields[2]),
                ParseOptional(fields[3]),
                ParseOptional(fields[4]),
                Parse<double>(fields[5]),
                Parse<double>(fields[6]))
            : throw new FormatException($"'{text}' is no entry of the history.");
    }

    /// <summary>Invariant; .NET writes the shortest text that reads back to the same double.</summary>
    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static T Number<T>(ImmutableSortedDictionary<string, string> metadata, string key)
        where T : IParsable<T> => Parse<T>(Entry(metadata, key));

    private static T Parse<T>(string text)
        where T : IParsable<T> =>
        T.TryParse(text, CultureInfo.InvariantCulture, out T? value) ? value : throw new FormatException($"'{text}' is no {typeof(T).Name}.");

    private static double? ParseOptional(string text) => text.Length == 0 ? null : Parse<double>(text);

    private static string Entry(ImmutableSortedDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out string? value) ? value : throw new FormatException($"The entry '{key}' is missing.");
}

/// <summary>What decides the order of the samples, what they become, and the meaning of the optimiser's and the average's state.</summary>
internal sealed record RunIdentity(
    int Seed, bool Shuffle, int BatchSize, int Samples, string Optimizer, int AccumulationSteps, string Average, string Augmentation)
{
    public const string Nothing = "none";
}
