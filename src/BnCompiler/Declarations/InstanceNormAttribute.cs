namespace BnCompiler;

/// <summary>
/// Instance normalisation (Ulyanov et al., 2016) of <c>[C, H, W]</c> or <c>[C, L]</c>: y = (x − μ) / √(σ² + ε) with mean and biased variance of each channel of each
/// sample over its positions, of which there are at least two. It keeps no running statistics and is the same in training and inference.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class InstanceNormAttribute : LayerAttribute
{
    /// <summary>ε, added to the variance inside the root. Greater than zero. Default: 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether a factor γ and an addend β per channel are learned, the parameters <c>weight</c> and <c>bias</c>. Default: false.</summary>
    public bool Affine { get; set; }
}
