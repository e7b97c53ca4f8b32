namespace BnCompiler;

/// <summary>
/// min(max(x, <see cref="Min"/>), <see cref="Max"/>): PyTorch's <c>Hardtanh</c>. Its slope is 0 at both bounds.
/// </summary>
/// <param name="min">The smallest output.</param>
/// <param name="max">The largest output, greater than <paramref name="min"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ClampAttribute(double min, double max) : LayerAttribute
{
    /// <summary>The smallest output.</summary>
    public double Min { get; } = min;

    /// <summary>The largest output.</summary>
    public double Max { get; } = max;
}
