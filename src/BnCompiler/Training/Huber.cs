namespace BnCompiler;

/// <summary>PyTorch's Huber loss: the mean over all values of ½(y − t)² where |y − t| ≤ δ, and of δ(|y − t| − ½δ) elsewhere (Huber, 1964).</summary>
public sealed class Huber : ElementwiseLoss
{
    private readonly double _delta = 1;

    /// <summary>δ, above 0. Default: 1.</summary>
    public double Delta
    {
        get => _delta;
        init => _delta = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Delta), value, "Delta must be finite and above 0.");
    }

    /// <inheritdoc/>
    private protected override (double Loss, double Slope) At(double output, double target, int column)
    {
        double difference = output - target;
        double distance = Math.Abs(difference);
        return distance <= Delta
            ? (0.5 * difference * difference, difference)
            : (Delta * (distance - (0.5 * Delta)), Delta * Math.Sign(difference));
    }
}
