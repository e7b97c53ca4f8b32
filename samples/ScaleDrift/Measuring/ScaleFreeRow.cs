using BnCompiler;

namespace ScaleDrift.Measuring;

/// <summary>A row of weights whose scale is free, and the BatchNorm channel that divides it out.</summary>
/// <param name="Start">Its first value in the block, and in the gradients.</param>
/// <param name="Scale">The channel's γ in the block.</param>
/// <param name="Variance">The channel's running variance in the block.</param>
internal sealed record ScaleFreeRow(int Start, int Length, int Scale, int Variance)
{
    /// <summary>The rows that the compiler lists. In this network each reaches one channel of one BatchNorm.</summary>
    public static IReadOnlyList<ScaleFreeRow> Of(ParameterSet parameters) =>
    [
        .. from weight in parameters.Layout.ScaleFree
           let values = parameters[weight.Name]
           from follower in weight.Followers
           from index in Enumerable.Range(0, follower.Rows)
           let channel = follower.FirstChannel + index
           select new ScaleFreeRow(
               values.Offset + ((follower.FirstRow + index) * (values.Length / weight.Rows)),
               values.Length / weight.Rows,
               parameters[follower.BatchNorm + ".weight"].Offset + channel,
               parameters[follower.BatchNorm + ".running_var"].Offset + channel),
    ];

    /// <summary>‖w‖².</summary>
    public double SquaredNorm(ReadOnlySpan<float> block) => SumOfSquares(block.Slice(Start, Length));

    /// <summary>G = ‖w‖²·‖∂L/∂w‖²: the squared gradient that the row would have at norm 1.</summary>
    public double SquaredGradient(ReadOnlySpan<float> block, ReadOnlySpan<float> gradients) =>
        SquaredNorm(block) * SumOfSquares(gradients.Slice(Start, Length));

    /// <summary>σ²/ε.</summary>
    public double VarianceOverEpsilon(ReadOnlySpan<float> block) => block[Variance] / DriftNet.Epsilon;

    /// <summary>|γ|·‖w‖/√(σ² + ε): the norm of the row after folding, which is what the network computes with.</summary>
    public double FoldedNorm(ReadOnlySpan<float> block) =>
        Math.Abs(block[Scale]) * Math.Sqrt(SquaredNorm(block) / (block[Variance] + DriftNet.Epsilon));

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return sum;
    }
}
