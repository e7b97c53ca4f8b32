namespace BnCompiler;

/// <summary>
/// Layer normalisation (Ba et al., 2016) of a whole sample, PyTorch's <c>normalized_shape</c> being the shape of the sample, <c>[F]</c>, <c>[C, L]</c> or
/// <c>[C, H, W]</c>: y = γ·(x − μ) / √(σ² + ε) + β with mean and biased variance of each sample. γ and β, the parameters <c>weight</c> and <c>bias</c>, have that shape
/// too. It is the same in training and inference.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LayerNormAttribute : LayerAttribute
{
    /// <summary>ε, added to the variance inside the root. Greater than zero. Default: 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether γ and β are learned; otherwise they are 1 and 0. Default: true.</summary>
    public bool Affine { get; set; } = true;
}
