namespace BnCompiler;

/// <summary>
/// Training: sets each value to zero with probability <paramref name="p"/> and scales the others by 1 / (1 − p). Inference: nothing.
/// </summary>
/// <param name="p">Probability of a zero, from 0 up to but not including 1. Default: 0.5.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DropoutAttribute(double p = 0.5) : LayerAttribute
{
    /// <summary>Probability of a zero.</summary>
    public double P { get; } = p;
}
