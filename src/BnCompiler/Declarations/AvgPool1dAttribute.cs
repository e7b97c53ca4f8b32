namespace BnCompiler;

/// <summary>The mean of each window along a sequence, per channel: <c>[C, L]</c> to <c>[C, L']</c>, with PyTorch's rules for L' and for what is counted.</summary>
/// <param name="kernelSize">Length of the window, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AvgPool1dAttribute(int kernelSize) : LayerAttribute
{
    /// <summary>Length of the window.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>Step of the window. Default: its length.</summary>
    public int Stride { get; set; }

    /// <summary>Zeros added on each side, at most half of the window. Default: 0.</summary>
    public int Padding { get; set; }

    /// <summary>Whether the output's length is rounded up, so that the last window may reach over the end. Default: false.</summary>
    public bool CeilMode { get; set; }

    /// <summary>Whether padded zeros count in the mean. Default: true.</summary>
    public bool CountIncludePad { get; set; } = true;
}
