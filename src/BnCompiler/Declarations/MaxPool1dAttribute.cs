namespace BnCompiler;

/// <summary>
/// The largest value of each window along a sequence, per channel: <c>[C, L]</c> to <c>[C, L']</c>, with PyTorch's rules for L'. Padded positions never win.
/// </summary>
/// <param name="kernelSize">Length of the window, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MaxPool1dAttribute(int kernelSize) : LayerAttribute
{
    /// <summary>Length of the window.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>Step of the window. Default: its length.</summary>
    public int Stride { get; set; }

    /// <summary>Positions added on each side, at most half of the window. Default: 0.</summary>
    public int Padding { get; set; }

    /// <summary>Distance between neighbouring positions of the window. Default: 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Whether the output's length is rounded up, so that the last window may reach over the end. Default: false.</summary>
    public bool CeilMode { get; set; }
}
