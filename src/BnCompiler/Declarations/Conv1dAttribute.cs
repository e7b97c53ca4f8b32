namespace BnCompiler;

/// <summary>
/// A one-dimensional convolution (cross-correlation, as in PyTorch) from <c>[C, L]</c> to <c>[outChannels, L']</c>,
/// L' = ⌊(L + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. Weights are stored as <c>[outChannels, C / groups, kernelSize]</c>.
/// Padding is with zeros. An unnamed one is counted together with the other convolutions: <c>conv1</c>, <c>conv2</c>, …
/// </summary>
/// <param name="outChannels">Number of output channels, at least 1.</param>
/// <param name="kernelSize">Length of the kernel, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Conv1dAttribute(int outChannels, int kernelSize) : LayerAttribute
{
    /// <summary>Number of output channels.</summary>
    public int OutChannels { get; } = outChannels;

    /// <summary>Length of the kernel.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>Step of the kernel. Default: 1.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Zeros added on each side. Default: 0.</summary>
    public int Padding { get; set; }

    /// <summary>Distance between neighbouring taps of the kernel. Default: 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>
    /// Number of groups: output channel o sees only the input channels of its group. Divides both channel counts.
    /// Default: 1; equal to the input channels for a depthwise convolution.
    /// </summary>
    public int Groups { get; set; } = 1;

    /// <summary>Whether a bias is added. Default: true. Where a BatchNorm makes it redundant, it is not stored.</summary>
    public bool Bias { get; set; } = true;
}
