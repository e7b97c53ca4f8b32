namespace BnCompiler;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy, 2015), per channel of <c>[C, H, W]</c> or <c>[C, L]</c>, or per feature of <c>[F]</c>:
/// y = γ·(x − μ) / √(σ² + ε) + β. Training uses the batch's mean and biased variance and keeps running statistics (the variance unbiased, as in
/// PyTorch); inference uses the running statistics, folded into neighbouring layers.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BatchNormAttribute : LayerAttribute
{
    /// <summary>ε, added to the variance inside the root. Greater than zero. Default: 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Weight of the new batch in the running statistics, from 0 to 1. Default: 0.1.</summary>
    public double Momentum { get; set; } = 0.1;

    /// <summary>Whether γ and β are learned; otherwise they are 1 and 0. Default: true.</summary>
    public bool Affine { get; set; } = true;
}
