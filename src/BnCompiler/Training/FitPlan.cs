namespace BnCompiler;

/// <summary>How an epoch is divided: into steps of the optimiser, and those into micro-batches.</summary>
internal sealed class FitPlan
{
    private readonly int _samples;
    private readonly int _batches;

    private FitPlan(int samples, int batchSize, int batches, int accumulationSteps)
    {
        _samples = samples;
        _batches = batches;
        BatchSize = batchSize;
        AccumulationSteps = accumulationSteps;
    }

    /// <summary>Samples of a micro-batch.</summary>
    public int BatchSize { get; }

    /// <summary>Micro-batches of a step; the last step of an epoch may have fewer.</summary>
    public int AccumulationSteps { get; }

    public int StepsPerEpoch => ((_batches - 1) / AccumulationSteps) + 1;

    public int SamplesPerEpoch => Math.Min(_samples, _batches * BatchSize);

    /// <summary>Checks everything that does not depend on files.</summary>
    public static FitPlan Of(ITrainer trainer, Dataset training, FitOptions options)
    {
        int batchSize = options.BatchSize ?? trainer.BatchSize;
        Check(trainer, training, options, batchSize);
        int remainder = training.Count % batchSize;
        int batches = (training.Count / batchSize) + (remainder > 0 && remainder >= trainer.MinimumBatchSize ? 1 : 0);
        return batches > 0
            ? new FitPlan(training.Count, batchSize, batches, options.AccumulationSteps)
            : throw new ArgumentException($"The data set has {training.Count} samples; expected at least {trainer.MinimumBatchSize}.", nameof(training));
    }

    public static void CheckDataset(ITrainer trainer, Dataset dataset, Loss loss, string name)
    {
        if (dataset.Count == 0 || dataset.InputLength != trainer.InputLength)
        {
            throw new ArgumentException(
                $"The data set has {dataset.Count} samples of {dataset.InputLength} values; expected at least 1 sample of {trainer.InputLength}.", name);
        }

        loss.Check(dataset, trainer.OutputLength);
    }

    /// <summary>The micro-batches of a step: the first, and the one after the last.</summary>
    public (int First, int End) BatchesOf(int step) =>
        (step * AccumulationSteps, (int)Math.Min(_batches, (step + 1L) * AccumulationSteps));

    /// <summary>The samples of a micro-batch: where they start in the order of the epoch, and how many.</summary>
    public (int Start, int Count) SamplesOf(int batch) => (batch * BatchSize, Math.Min(BatchSize, _samples - (batch * BatchSize)));

    private static void Check(ITrainer trainer, Dataset training, FitOptions options, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs, 1, "options.Epochs");
        ArgumentNullException.ThrowIfNull(options.Optimizer, "options.Optimizer");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.AccumulationSteps, 1, "options.AccumulationSteps");
        if (batchSize < trainer.MinimumBatchSize || batchSize > trainer.BatchSize)
        {
            throw new ArgumentOutOfRangeException(
                "options.BatchSize", batchSize, $"The batch size is {batchSize}; the trainer takes {trainer.MinimumBatchSize} to {trainer.BatchSize}.");
        }

        if (options.MaxGradientNorm is { } norm && !(norm > 0))
        {
            throw new ArgumentOutOfRangeException("options.MaxGradientNorm", norm, "The largest norm must be above 0.");
        }

        if (options.Checkpoints is { EverySteps: < 0 } checkpoints)
        {
            throw new ArgumentOutOfRangeException("options.Checkpoints", checkpoints.EverySteps, "EverySteps must be at least 0.");
        }

        CheckDataset(trainer, training, options.Loss, "training");
        if (options.Validation is { } validation)
        {
            CheckDataset(trainer, validation, options.Loss, "options.Validation");
        }
    }
}
