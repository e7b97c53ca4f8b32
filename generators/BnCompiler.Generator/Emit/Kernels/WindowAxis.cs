using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>One axis of a sliding window, with the sizes that it slides over.</summary>
internal sealed record WindowAxis(int Kernel, int Stride, int Padding, int Dilation, int InputSize, int OutputSize)
{
    public static WindowAxis Rows(Window window, Layout input, Layout output) =>
        new(window.KernelHeight, window.StrideHeight, window.PaddingHeight, window.DilationHeight, input.Height, output.Height);

    public static WindowAxis Columns(Window window, Layout input, Layout output) =>
        new(window.KernelWidth, window.StrideWidth, window.PaddingWidth, window.DilationWidth, input.Width, output.Width);

    /// <summary>Input positions in front of the image that the first window touches.</summary>
    public int Before => Math.Max(0, -First(0));

    /// <summary>Input positions behind the image that the last window touches.</summary>
    public int After => Math.Max(0, Last(Kernel - 1) - (InputSize - 1));

    /// <summary>Whether some window reaches outside the image.</summary>
    public bool IsClipped => Before > 0 || After > 0;

    public bool Overlaps => Stride <= (Kernel - 1) * Dilation;

    /// <summary>Whether windows lie side by side and cover the image exactly.</summary>
    public bool Tiles => !IsClipped && Dilation == 1 && Stride == Kernel && OutputSize * Kernel == InputSize;

    /// <summary>The input position of a tap in the first window.</summary>
    public int First(int tap) => (tap * Dilation) - Padding;

    /// <summary>The input position of a tap in the last window.</summary>
    public int Last(int tap) => ((OutputSize - 1) * Stride) + First(tap);

    /// <summary>
    /// The input position of a tap in window <paramref name="index"/> as an expression, moved to the image's edge where it may lie outside. With
    /// dilation 1 that edge belongs to the window too.
    /// </summary>
    public string Clamped(string index, int tap)
    {
        string position = Affine(index, First(tap));
        if (First(tap) < 0)
        {
            position = $"Math.Max({position}, 0)";
        }

        return Last(tap) >= InputSize ? $"Math.Min({position}, {InputSize - 1})" : position;
    }

    /// <summary>index·stride + addend.</summary>
    public string Affine(string index, int addend)
    {
        string product = Stride == 1 ? index : $"({index} * {Stride})";
        return addend == 0 ? product : addend > 0 ? $"{product} + {addend}" : $"{product} - {-addend}";
    }
}
