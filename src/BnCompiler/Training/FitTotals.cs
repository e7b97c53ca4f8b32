namespace BnCompiler;

/// <summary>What an epoch has summed up so far.</summary>
internal sealed class FitTotals
{
    /// <summary>Σ loss · count.</summary>
    public double LossSum { get; set; }

    public long Correct { get; set; }

    public long Seen { get; set; }

    public double Loss => LossSum / Seen;

    public void Add(double loss, int correct, int count)
    {
        LossSum += loss * count;
        Correct += correct;
        Seen += count;
    }

    public void Clear() => (LossSum, Correct, Seen) = (0, 0, 0);
}
