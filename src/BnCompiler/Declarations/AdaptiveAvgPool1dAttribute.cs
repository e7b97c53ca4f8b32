namespace BnCompiler;

/// <summary>
/// The means of <see cref="OutputSize"/> windows that cover a sequence as evenly as the sizes allow, per channel: <c>[C, L]</c> to <c>[C, outputSize]</c>. Window i goes from
/// ⌊i·L/outputSize⌋ up to ⌈(i + 1)·L/outputSize⌉ − 1.
/// </summary>
/// <param name="outputSize">Length of the output, at least 1; 1 is the mean of the whole sequence.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AdaptiveAvgPool1dAttribute(int outputSize) : LayerAttribute
{
    /// <summary>Length of the output.</summary>
    public int OutputSize { get; } = outputSize;
}
