namespace BnCompiler;

/// <summary>
/// What an optimiser does with the scale of weights that a BatchNorm divides out (<see cref="ParameterFacts.ScaleFreePerRow"/>,
/// <see cref="ParameterFacts.ScaleFreeAsWhole"/>).
/// </summary>
public enum ScaleGauge
{
    /// <summary>Nothing: gradients let it grow, weight decay lets it shrink.</summary>
    None,

    /// <summary>
    /// After every step each scale-free row w goes back to the sphere ‖w‖ = 1; a weight that is scale-free as a whole to ‖w‖ = √channels, so that its
    /// rows have norm 1 in the mean square. It is a change of coordinates, w ← a·w, and everything that depends on them changes along:
    /// <list type="bullet">
    /// <item>running statistics of the BatchNorms that divide the factor out: μ ← a·μ and σ² ← a²·σ², so that predictions with running statistics stay;</item>
    /// <item>the optimiser's state: a gradient with respect to a·w is 1/a times that with respect to w, so a mean of gradients (SGD's momentum buffer, Adam's
    /// first moment) is multiplied by 1/a and a mean of their squares (Adam's second moment) by 1/a².</item>
    /// </list>
    /// Beyond rounding, ε keeps the change from being exact: γ/√(σ² + ε) would need a²·ε. With σ'² = a²·σ² the slope of the channel is multiplied by
    /// √(1 + (a² − 1)·ε/(σ'² + ε)) instead of 1. After the first step a − 1 is of the order of the squared step length, and so is this residual.
    /// Rows whose norm is below 1e-12 or not finite are left as they are. Needs no memory, and the result is the same on every machine.
    /// </summary>
    UnitNorm,
}
