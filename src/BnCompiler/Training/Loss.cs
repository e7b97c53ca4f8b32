namespace BnCompiler;

/// <summary>A loss over a batch: its mean and the gradient of the mean.</summary>
public abstract class Loss
{
    /// <summary>Computes the loss of a batch, in double.</summary>
    /// <param name="outputs">[count, outputLength].</param>
    /// <param name="outputLength">Values of one sample.</param>
    /// <param name="targets">What was wanted.</param>
    /// <param name="gradient">Takes ∂loss/∂outputs, as long as <paramref name="outputs"/>; empty where it is not wanted.</param>
    /// <returns>The mean.</returns>
    public abstract double Evaluate(ReadOnlySpan<float> outputs, int outputLength, TargetBatch targets, Span<float> gradient = default);

    /// <summary>Throws where a data set has no targets that this loss can use.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="outputLength">Values of one output sample of the network.</param>
    /// <exception cref="ArgumentException">It names the sample, what it has and what was expected.</exception>
    public abstract void Check(Dataset dataset, int outputLength);

    private protected static void CheckGradient(ReadOnlySpan<float> outputs, Span<float> gradient)
    {
        if (!gradient.IsEmpty && gradient.Length != outputs.Length)
        {
            throw new ArgumentException($"The gradient has length {gradient.Length}, the outputs have {outputs.Length}.", nameof(gradient));
        }
    }
}
