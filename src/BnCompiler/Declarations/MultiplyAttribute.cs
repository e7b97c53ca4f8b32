namespace BnCompiler;

/// <summary>
/// The product of the current value and the named ones, element by element. A factor of shape <c>[C]</c> or <c>[C, 1, 1]</c> multiplies whole channels of a
/// <c>[C, H, W]</c>, one of shape <c>[C]</c> or <c>[C, 1]</c> those of a <c>[C, L]</c>, whichever of them is the current value: the gate of squeeze-and-excitation.
/// </summary>
/// <param name="others">Names of layers written earlier, or <c>"input"</c>; at least one.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MultiplyAttribute(params string[] others) : LayerAttribute
{
    /// <summary>The other factors.</summary>
    public string[] Others { get; } = others;
}
