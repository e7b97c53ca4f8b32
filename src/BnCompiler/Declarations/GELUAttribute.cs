namespace BnCompiler;

/// <summary>
/// x·Φ(x), where Φ(x) = (1 + erf(x/√2)) / 2 is the standard normal distribution function; or its approximation by a hyperbolic tangent.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GELUAttribute : LayerAttribute
{
    /// <summary>
    /// <c>"none"</c>: exactly x·Φ(x). <c>"tanh"</c>: x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2. Default: <c>"none"</c>.
    /// </summary>
    public string Approximate { get; set; } = "none";
}
