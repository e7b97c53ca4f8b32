namespace BnCompiler;

/// <summary>x where x is positive, otherwise <see cref="NegativeSlope"/>·x.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LeakyReLUAttribute : LayerAttribute
{
    /// <summary>The slope for negative x. Default: 0.01.</summary>
    public double NegativeSlope { get; set; } = 0.01;
}
