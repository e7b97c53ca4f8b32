namespace BnCompiler;

/// <summary>PyTorch's AdamW; weight decay shrinks the parameter beside the gradient: p ← p − ηλp. Its default is 0.01, as in PyTorch.</summary>
public sealed class AdamW : AdamOptimizer
{
    /// <summary>Sets the learning rate.</summary>
    /// <param name="learningRate">η. Default: 0.001, as in PyTorch.</param>
    public AdamW(double learningRate = 1e-3)
        : base(learningRate)
    {
        WeightDecay = 1e-2;
    }

    /// <inheritdoc/>
    protected override void Update(OptimizerSegment segment) =>
        Update(segment, 0, 1 - (segment.LearningRate * segment.WeightDecay));
}
