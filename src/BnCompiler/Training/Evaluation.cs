namespace BnCompiler;

/// <summary>How well a network does on a data set, with its running statistics.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The accuracy; null where the targets are values.</param>
public readonly record struct Evaluation(double Loss, double? Accuracy)
{
    /// <summary>Predicts all samples and compares.</summary>
    /// <param name="trainer">The network; nothing in it changes.</param>
    /// <param name="dataset">At least one sample.</param>
    /// <param name="loss">The loss.</param>
    public static Evaluation Of(ITrainer trainer, Dataset dataset, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(loss);
        FitPlan.CheckDataset(trainer, dataset, loss, nameof(dataset));
        float[] outputs = new float[trainer.BatchSize * trainer.OutputLength];
        double lossSum = 0;
        long correct = 0;
        for (int start = 0; start < dataset.Count; start += trainer.BatchSize)
        {
            int count = Math.Min(trainer.BatchSize, dataset.Count - start);
            Span<float> batch = outputs.AsSpan(0, count * trainer.OutputLength);
            trainer.Predict(dataset.Inputs.Span.Slice(start * dataset.InputLength, count * dataset.InputLength), batch);
            TargetBatch targets = dataset.TargetsOf(start, count);
            lossSum += loss.Evaluate(batch, trainer.OutputLength, targets) * count;
            correct += targets.HasLabels ? BnCompiler.Accuracy.CountCorrect(batch, targets.Labels) : 0;
        }

        return new Evaluation(lossSum / dataset.Count, dataset.HasLabels ? correct / (double)dataset.Count : null);
    }
}
