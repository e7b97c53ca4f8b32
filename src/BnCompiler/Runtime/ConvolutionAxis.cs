using System.ComponentModel;

namespace BnCompiler.Runtime;

/// <summary>One axis of a convolution.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public readonly struct ConvolutionAxis
{
    private readonly int _input;
    private readonly int _stride;
    private readonly int _padding;
    private readonly int _dilation;

    /// <param name="input">Positions of the image.</param>
    /// <param name="kernel">Taps.</param>
    /// <param name="stride">Positions from one window to the next.</param>
    /// <param name="padding">Zeros in front of the image.</param>
    /// <param name="dilation">Positions from one tap to the next.</param>
    /// <param name="output">Windows.</param>
    public ConvolutionAxis(int input, int kernel, int stride, int padding, int dilation, int output)
    {
        _input = input;
        Kernel = kernel;
        _stride = stride;
        _padding = padding;
        _dilation = dilation;
        Output = output;
    }

    /// <summary>Taps.</summary>
    internal int Kernel { get; }

    /// <summary>Windows.</summary>
    internal int Output { get; }

    /// <summary>Whether a tap of a window lies inside the image.</summary>
    internal bool IsInside(int window, int tap) => (uint)((window * _stride) - _padding + (tap * _dilation)) < (uint)_input;
}
