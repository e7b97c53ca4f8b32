namespace BnCompiler;

/// <summary>
/// A transposed convolution, as in PyTorch, from <c>[C, H, W]</c> to <c>[outChannels, H', W']</c>: what the gradient of a convolution with the same
/// window does to its input. H' = (H − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1. Weights are stored as
/// <c>[C, outChannels / groups, kernelHeight, kernelWidth]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ConvTranspose2dAttribute : LayerAttribute
{
    /// <summary>A transposed convolution with a square kernel.</summary>
    /// <param name="outChannels">Number of output channels, at least 1.</param>
    /// <param name="kernelSize">Height and width of the kernel, at least 1.</param>
    public ConvTranspose2dAttribute(int outChannels, int kernelSize)
        : this(outChannels, kernelSize, kernelSize)
    {
    }

    /// <summary>A transposed convolution with a rectangular kernel.</summary>
    /// <param name="outChannels">Number of output channels, at least 1.</param>
    /// <param name="kernelHeight">Height of the kernel, at least 1.</param>
    /// <param name="kernelWidth">Width of the kernel, at least 1.</param>
    public ConvTranspose2dAttribute(int outChannels, int kernelHeight, int kernelWidth)
    {
        OutChannels = outChannels;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
    }

    /// <summary>Number of output channels.</summary>
    public int OutChannels { get; }

    /// <summary>Height of the kernel.</summary>
    public int KernelHeight { get; }

    /// <summary>Width of the kernel.</summary>
    public int KernelWidth { get; }

    /// <summary>Step of the kernel over the output on both axes. Default: 1.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Step of the kernel down the rows of the output; overrides <see cref="Stride"/>.</summary>
    public int StrideHeight { get; set; }

    /// <summary>Step of the kernel along a row of the output; overrides <see cref="Stride"/>.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Positions cut off the output on each side on both axes. Default: 0.</summary>
    public int Padding { get; set; } = 0;

    /// <summary>Positions cut off on each side down the rows; overrides <see cref="Padding"/>.</summary>
    public int PaddingHeight { get; set; }

    /// <summary>Positions cut off on each side along a row; overrides <see cref="Padding"/>.</summary>
    public int PaddingWidth { get; set; }

    /// <summary>Distance between neighbouring taps of the kernel on both axes. Default: 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Distance between neighbouring taps of the kernel down the rows; overrides <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>Distance between neighbouring taps of the kernel along a row; overrides <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }

    /// <summary>
    /// Positions added to the output behind the last ones on both axes, less than the stride or the dilation: it chooses between the sizes that
    /// a convolution of this stride maps to the same one. Default: 0.
    /// </summary>
    public int OutputPadding { get; set; } = 0;

    /// <summary>Rows added to the output at the bottom; overrides <see cref="OutputPadding"/>.</summary>
    public int OutputPaddingHeight { get; set; }

    /// <summary>Columns added to the output on the right; overrides <see cref="OutputPadding"/>.</summary>
    public int OutputPaddingWidth { get; set; }

    /// <summary>
    /// Number of groups: output channel o sees only the input channels of its group. Divides both channel counts. Default: 1.
    /// </summary>
    public int Groups { get; set; } = 1;

    /// <summary>Whether a bias is added. Default: true. Where a BatchNorm makes it redundant, it is not stored.</summary>
    public bool Bias { get; set; } = true;
}
