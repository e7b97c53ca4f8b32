namespace BnCompiler;

/// <summary>
/// The sum of the current value and the named ones, element by element: the end of a residual block. All have the same shape.
/// </summary>
/// <param name="others">Names of layers written earlier, or <c>"input"</c>; at least one.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AddAttribute(params string[] others) : LayerAttribute
{
    /// <summary>The values that are added to the current one.</summary>
    public string[] Others { get; } = others;
}
