using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Windows in words, without what is the default.</summary>
internal static class WindowText
{
    public static string Describe(Window window, int defaultStrideHeight, int defaultStrideWidth)
    {
        string text = $"kernel {window.KernelHeight}×{window.KernelWidth}";
        if (window.StrideHeight != defaultStrideHeight || window.StrideWidth != defaultStrideWidth)
        {
            text += $", stride {Pair(window.StrideHeight, window.StrideWidth)}";
        }

        if (window.PaddingHeight != 0 || window.PaddingWidth != 0)
        {
            text += $", padding {Pair(window.PaddingHeight, window.PaddingWidth)}";
        }

        if (window.DilationHeight != 1 || window.DilationWidth != 1)
        {
            text += $", dilation {Pair(window.DilationHeight, window.DilationWidth)}";
        }

        return text;
    }

    /// <summary>A window of a sequence, which has one axis.</summary>
    public static string DescribeSequence(Window window, int defaultStride)
    {
        string stride = window.StrideWidth == defaultStride ? "" : $", stride {window.StrideWidth}";
        string padding = window.PaddingWidth == 0 ? "" : $", padding {window.PaddingWidth}";
        string dilation = window.DilationWidth == 1 ? "" : $", dilation {window.DilationWidth}";
        return $"kernel {window.KernelWidth}{stride}{padding}{dilation}";
    }

    /// <summary>One number where both axes agree.</summary>
    public static string Pair(int height, int width) => height == width ? $"{height}" : $"{height}×{width}";
}
