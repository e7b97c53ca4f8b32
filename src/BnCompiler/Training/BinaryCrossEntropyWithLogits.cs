using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>
/// PyTorch's binary cross entropy over logits: the mean over all values of −(p·t·log σ(z) + (1 − t)·log(1 − σ(z))), where σ is the logistic function and p a weight of the positive
/// answers. Computed from max(z, 0) and log(1 + exp(−|z|)), so that no exponential overflows.
/// </summary>
public sealed class BinaryCrossEntropyWithLogits : ElementwiseLoss
{
    private readonly ImmutableArray<double> _posWeight = [];

    /// <summary>p, PyTorch's <c>pos_weight</c>: one number for all outputs, or one for each output of a sample; each at least 0. Default, empty: 1.</summary>
    public ImmutableArray<double> PosWeight
    {
        get => _posWeight;
        init => _posWeight = Weights.Checked(value, nameof(PosWeight));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A target lies outside 0 to 1.</exception>
    public override void Check(Dataset dataset, int outputLength)
    {
        base.Check(dataset, outputLength);
        ReadOnlySpan<float> targets = dataset.Targets.Span;
        for (int i = 0; i < targets.Length; i++)
        {
            if (!(targets[i] is >= 0 and <= 1))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"A target of sample {i / outputLength} is {targets[i]}; {nameof(BinaryCrossEntropyWithLogits)} expects 0 to 1."), nameof(dataset));
            }
        }
    }

    /// <inheritdoc/>
    private protected override (double Loss, double Slope) At(double output, double target, int column)
    {
        double positive = PosWeight.IsEmpty ? 1 : PosWeight[PosWeight.Length == 1 ? 0 : column];
        double weight = 1 + ((positive - 1) * target);
        double small = Math.Exp(-Math.Abs(output));
        double sigmoid = output >= 0 ? 1 / (1 + small) : small / (1 + small);
        double loss = ((1 - target) * output) + (weight * (Log1P(small) + Math.Max(-output, 0)));
        return (loss, (weight * sigmoid) - (positive * target));
    }

    /// <inheritdoc/>
    private protected override void CheckOutputLength(int outputLength)
    {
        if (PosWeight.Length > 1 && PosWeight.Length != outputLength)
        {
            throw new ArgumentException($"{nameof(PosWeight)} has {PosWeight.Length} numbers; expected 1, or {outputLength}: one for each output.");
        }
    }

    /// <summary>log(1 + x) for x from 0 to 1, exact where 1 + x would round x away (Higham, Accuracy and Stability of Numerical Algorithms, 1.14.1).</summary>
    private static double Log1P(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
