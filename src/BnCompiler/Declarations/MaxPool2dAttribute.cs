namespace BnCompiler;

/// <summary>
/// The largest value of each window, per channel: <c>[C, H, W]</c> to <c>[C, H', W']</c>,
/// H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. Padded positions never win. The gradient goes to the first
/// of several equal values.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MaxPool2dAttribute : LayerAttribute
{
    /// <summary>A pooling with a square window.</summary>
    /// <param name="kernelSize">Height and width of the window, at least 1.</param>
    public MaxPool2dAttribute(int kernelSize)
        : this(kernelSize, kernelSize)
    {
    }

    /// <summary>A pooling with a rectangular window.</summary>
    /// <param name="kernelHeight">Height of the window, at least 1.</param>
    /// <param name="kernelWidth">Width of the window, at least 1.</param>
    public MaxPool2dAttribute(int kernelHeight, int kernelWidth)
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

    /// <summary>Distance between neighbouring positions of the window on both axes. Default: 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Distance between neighbouring positions of the window down the rows; overrides <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>Distance between neighbouring positions of the window along a row; overrides <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Whether the output size is rounded up instead of down, as in PyTorch. Default: false.</summary>
    public bool CeilMode { get; set; }
}
