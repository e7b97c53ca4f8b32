namespace BnCompiler;

/// <summary>Running statistics for weights that did not come from training step by step, such as averaged ones: PyTorch's <c>swa_utils.update_bn</c>.</summary>
public static class BatchNormStatistics
{
    /// <summary>
    /// Replaces the running statistics by means over a data set: each batch runs forward in training mode, and its mean and unbiased variance count with its number of
    /// samples. PyTorch's count each batch alike, which is the same where all have as many samples. The last batch is left out where it has fewer samples than
    /// <see cref="ITrainer.MinimumBatchSize"/>. Frozen BatchNorms keep theirs. Weights and <see cref="ITrainer.RandomState"/> stay as they are; on an exception everything does.
    /// </summary>
    /// <param name="trainer">The network.</param>
    /// <param name="dataset">The samples, taken in their order.</param>
    /// <param name="batchSize">Samples per batch, from <see cref="ITrainer.MinimumBatchSize"/> to <see cref="ITrainer.BatchSize"/>. Default: the latter.</param>
    /// <exception cref="ArgumentException">The data set has other samples than the network, or too few.</exception>
    public static void Recompute(ITrainer trainer, Dataset dataset, int? batchSize = null)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(dataset);
        int size = batchSize ?? trainer.BatchSize;
        Check(trainer, dataset, size);
        Span<float> statistics = trainer.Parameters.Block[trainer.Parameters.Layout.TrainableLength..];
        if (statistics.IsEmpty)
        {
            return;
        }

        float[] before = statistics.ToArray();
        double? momentum = trainer.BatchNormMomentum;
        ulong randomState = trainer.RandomState;
        bool isDone = false;
        try
        {
            // With momentum 1 a pass leaves its own statistics behind.
            trainer.BatchNormMomentum = 1;
            Average(trainer, dataset, size, statistics);
            isDone = true;
        }
        finally
        {
            trainer.BatchNormMomentum = momentum;
            trainer.RandomState = randomState;
            if (!isDone)
            {
                before.CopyTo(statistics);
            }
        }
    }

    private static void Average(ITrainer trainer, Dataset dataset, int size, Span<float> statistics)
    {
        double[] sums = new double[statistics.Length];
        long samples = 0;
        for (int start = 0; start < dataset.Count; start += size)
        {
            int count = Math.Min(size, dataset.Count - start);
            if (count < trainer.MinimumBatchSize)
            {
                break;
            }

            trainer.Forward(dataset.Inputs.Span.Slice(start * dataset.InputLength, count * dataset.InputLength));
            samples += count;
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += count * (double)statistics[i];
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            statistics[i] = (float)(sums[i] / samples);
        }
    }

    private static void Check(ITrainer trainer, Dataset dataset, int size)
    {
        if (size < trainer.MinimumBatchSize || size > trainer.BatchSize)
        {
            throw new ArgumentOutOfRangeException(
                "batchSize", size, $"The batch size is {size}; the trainer takes {trainer.MinimumBatchSize} to {trainer.BatchSize}.");
        }

        if (dataset.Count < trainer.MinimumBatchSize || dataset.InputLength != trainer.InputLength)
        {
            throw new ArgumentException(
                $"The data set has {dataset.Count} samples of {dataset.InputLength} values; expected at least {trainer.MinimumBatchSize} of {trainer.InputLength}.", nameof(dataset));
        }
    }
}
