namespace BnCompiler;

/// <summary>PyTorch's mean squared error: the mean of (y − t)² over all values of the batch.</summary>
public sealed class MeanSquaredError : ElementwiseLoss
{
    /// <inheritdoc cref="ElementwiseLoss.Evaluate(ReadOnlySpan{float}, int, ReadOnlySpan{float}, Span{float})"/>
    public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient = default) =>
        Evaluate(outputs, 1, targets, gradient);

    /// <inheritdoc/>
    private protected override (double Loss, double Slope) At(double output, double target, int column)
    {
        double difference = output - target;
        return (difference * difference, 2 * difference);
    }
}
