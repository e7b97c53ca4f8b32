namespace BnCompiler;

/// <summary>PyTorch's mean squared error: the mean of (y − t)² over all values of the batch.</summary>
public sealed class MeanSquaredError : Loss
{
    /// <summary>Computes the loss of a batch.</summary>
    /// <param name="outputs">[count, length].</param>
    /// <param name="targets">As long as <paramref name="outputs"/>.</param>
    /// <param name="gradient">Takes 2(y − t) / (count · length); empty where it is not wanted.</param>
    /// <returns>The mean over all values.</returns>
    public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient = default)
    {
        if (outputs.IsEmpty || outputs.Length != targets.Length)
        {
            throw new ArgumentException($"There are {targets.Length} targets for {outputs.Length} outputs; expected equal positive numbers.", nameof(targets));
        }

        CheckGradient(outputs, gradient);
        double sum = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            double difference = (double)outputs[i] - targets[i];
            sum += difference * difference;
            if (!gradient.IsEmpty)
            {
                gradient[i] = (float)(2 * difference / outputs.Length);
            }
        }

        return sum / outputs.Length;
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<float> outputs, int outputLength, TargetBatch targets, Span<float> gradient = default) =>
        targets.HasLabels
            ? throw new ArgumentException("MeanSquaredError needs values as targets; this batch has labels.", nameof(targets))
            : Evaluate(outputs, targets.Values, gradient);

    /// <inheritdoc/>
    public override void Check(Dataset dataset, int outputLength)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.HasLabels || dataset.TargetLength != outputLength)
        {
            throw new ArgumentException(
                $"MeanSquaredError needs {outputLength} target values per sample; this data set has {(dataset.HasLabels ? "labels" : $"{dataset.TargetLength}")}.", nameof(dataset));
        }
    }
}
