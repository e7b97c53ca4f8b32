namespace BnCompiler;

/// <summary>
/// The mean of each window, per channel: <c>[C, H, W]</c> to <c>[C, H', W']</c>, H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AvgPool2dAttribute : LayerAttribute
{
    /// <summary>A pooling with a square window.</summary>
    /// <param name="kernelSize">Height and width of the window, at least 1.</param>
    public AvgPool2dAttribute(int kernelSize)
        : this(kernelSize, kernelSize)
    {
    }

    /// <summary>A pooling with a rectangular window.</summary>
    /// <param name="kernelHeight">Height of the window, at least 1.</param>
    /// <param name="kernelWidth">Width of the window, at least 1.</param>
    public AvgPool2dAttribute(int kernelHeight, int kernelWidth)
    {
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
    }

    /// <summary>Height of the window.</summary>
    public int KernelHeight { get; }

    /// <summary>Width of the window.</summary>
    public int KernelWidth { get; }

    /// <summary>Step of the window on both axes. Default: the size of the window.</summary>
    public int Stride { get; set; }

    /// <summary>Step of the window down the rows; overrides <see cref="Stride"/>.</summary>
    public int StrideHeight { get; set; }

    /// <summary>Step of the window along a row; overrides <see cref="Stride"/>.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Positions added on each side, at most half of the window on both axes. Default: 0.</summary>
    public int Padding { get; set; } = 0;

    /// <summary>Positions added on each side, at most half of the window down the rows; overrides <see cref="Padding"/>.</summary>
    public int PaddingHeight { get; set; }

    /// <summary>Positions added on each side, at most half of the window along a row; overrides <see cref="Padding"/>.</summary>
    public int PaddingWidth { get; set; }

    /// <summary>
    /// Whether padded positions count as zeros in the mean (PyTorch's <c>count_include_pad</c>). Default: true.
    /// </summary>
    public bool CountIncludePad { get; set; } = true;

    /// <summary>Whether the output size is rounded up instead of down, as in PyTorch. Default: false.</summary>
    public bool CeilMode { get; set; }
}
