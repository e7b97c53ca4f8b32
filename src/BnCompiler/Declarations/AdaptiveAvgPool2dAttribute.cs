namespace BnCompiler;

/// <summary>
/// Means over windows that are as equal as the sizes allow, per channel: <c>[C, H, W]</c> to <c>[C, outputHeight, outputWidth]</c>. Output row i is the
/// mean of the rows ⌊i·H / outputHeight⌋ … ⌈(i + 1)·H / outputHeight⌉ − 1, and columns likewise, as in PyTorch.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AdaptiveAvgPool2dAttribute : LayerAttribute
{
    /// <summary>A pooling to a square image.</summary>
    /// <param name="outputSize">Height and width of the output, at least 1.</param>
    public AdaptiveAvgPool2dAttribute(int outputSize)
        : this(outputSize, outputSize)
    {
    }

    /// <summary>A pooling to an image of any shape.</summary>
    /// <param name="outputHeight">Height of the output, at least 1.</param>
    /// <param name="outputWidth">Width of the output, at least 1.</param>
    public AdaptiveAvgPool2dAttribute(int outputHeight, int outputWidth)
    {
        OutputHeight = outputHeight;
        OutputWidth = outputWidth;
    }

    /// <summary>Height of the output.</summary>
    public int OutputHeight { get; }

    /// <summary>Width of the output.</summary>
    public int OutputWidth { get; }
}
