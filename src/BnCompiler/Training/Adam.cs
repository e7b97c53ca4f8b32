namespace BnCompiler;

/// <summary>PyTorch's Adam; weight decay joins the gradient: g ← g + λp.</summary>
/// <param name="learningRate">η. Default: 0.001, as in PyTorch.</param>
public sealed class Adam(double learningRate = 1e-3) : AdamOptimizer(learningRate)
{
    /// <inheritdoc/>
    protected override void Update(OptimizerSegment segment) => Update(segment, segment.WeightDecay, 1);
}
