namespace BnCompiler;

/// <summary>
/// Group normalisation (Wu and He, 2018) of <c>[C, H, W]</c>, <c>[C, L]</c> or <c>[C]</c>: y = γ·(x − μ) / √(σ² + ε) + β with mean and biased variance of each sample over
/// a group of neighbouring channels and all positions. γ and β, the parameters <c>weight</c> and <c>bias</c>, are per channel. It is the same in training and inference.
/// </summary>
/// <param name="numGroups">Number of groups; divides the channels.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GroupNormAttribute(int numGroups) : LayerAttribute
{
    /// <summary>Number of groups.</summary>
    public int NumGroups { get; } = numGroups;

    /// <summary>ε, added to the variance inside the root. Greater than zero. Default: 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether γ and β are learned; otherwise they are 1 and 0. Default: true.</summary>
    public bool Affine { get; set; } = true;
}
