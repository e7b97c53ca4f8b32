namespace BnCompiler;

/// <summary>
/// A fully connected layer, y = W·x + b, from <c>[features]</c> to <c>[outFeatures]</c>. W is stored as <c>[outFeatures, features]</c>.
/// </summary>
/// <param name="outFeatures">Number of outputs, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LinearAttribute(int outFeatures) : LayerAttribute
{
    /// <summary>Number of outputs.</summary>
    public int OutFeatures { get; } = outFeatures;

    /// <summary>Whether a bias is added. Default: true. Where a BatchNorm makes it redundant, it is not stored.</summary>
    public bool Bias { get; set; } = true;
}
