namespace BnCompiler;

/// <summary>A loss that compares every output with a target of its own: the mean over all values of a batch.</summary>
public abstract class ElementwiseLoss : Loss
{
    private protected ElementwiseLoss()
    {
    }

    /// <summary>Computes the loss of a batch, in double.</summary>
    /// <param name="outputs">[count, length].</param>
    /// <param name="outputLength">Values of one sample.</param>
    /// <param name="targets">As long as <paramref name="outputs"/>.</param>
    /// <param name="gradient">Takes ∂loss/∂outputs; empty where it is not wanted.</param>
    /// <returns>The mean over all values.</returns>
    public double Evaluate(ReadOnlySpan<float> outputs, int outputLength, ReadOnlySpan<float> targets, Span<float> gradient = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputLength, 1);
        if (outputs.IsEmpty || outputs.Length != targets.Length || outputs.Length % outputLength != 0)
        {
            throw new ArgumentException(
                $"There are {targets.Length} targets for {outputs.Length} outputs; expected equal positive multiples of {outputLength}, the values of a sample.", nameof(targets));
        }

        CheckGradient(outputs, gradient);
        CheckOutputLength(outputLength);
        double sum = 0;
        for (int i = 0, column = 0; i < outputs.Length; i++, column = column + 1 == outputLength ? 0 : column + 1)
        {
            (double loss, double slope) = At(outputs[i], targets[i], column);
            sum += loss;
            if (!gradient.IsEmpty)
            {
                gradient[i] = (float)(slope / outputs.Length);
            }
        }

        return sum / outputs.Length;
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<float> outputs, int outputLength, TargetBatch targets, Span<float> gradient = default) =>
        targets.HasLabels
            ? throw new ArgumentException($"{GetType().Name} needs values as targets; this batch has labels.", nameof(targets))
            : Evaluate(outputs, outputLength, targets.Values, gradient);

    /// <inheritdoc/>
    public override void Check(Dataset dataset, int outputLength)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.HasLabels || dataset.TargetLength != outputLength)
        {
            throw new ArgumentException(
                $"{GetType().Name} needs {outputLength} target values per sample; this data set has {(dataset.HasLabels ? "labels" : $"{dataset.TargetLength}")}.", nameof(dataset));
        }

        CheckOutputLength(outputLength);
    }

    /// <summary>The loss of one value and its derivative.</summary>
    /// <param name="output">What the network gave.</param>
    /// <param name="target">What was wanted.</param>
    /// <param name="column">The value's place in its sample.</param>
    private protected abstract (double Loss, double Slope) At(double output, double target, int column);

    /// <summary>Throws where an option has another length than a sample.</summary>
    private protected virtual void CheckOutputLength(int outputLength)
    {
    }
}
