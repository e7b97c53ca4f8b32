using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Where windows lie on an image, by PyTorch's rules.</summary>
internal static class WindowGeometry
{
    /// <summary>From the first to the last position that a window reads on one axis: dilation·(kernel − 1) + 1.</summary>
    public static int Extent(int kernel, int dilation) => (dilation * (kernel - 1)) + 1;

    /// <summary>
    /// ⌊(input + 2·padding − extent) / stride⌋ + 1. In ceil mode ⌈…⌉, less one where the last window would start
    /// behind the image (in the right padding). Not positive where no window fits.
    /// </summary>
    public static int OutputSize(int input, int extent, int stride, int padding, bool ceilMode)
    {
        int room = input + (2 * padding) - extent;
        int size = FloorDivide(room + (ceilMode ? stride - 1 : 0), stride) + 1;
        return ceilMode && (size - 1) * (long)stride >= input + padding ? size - 1 : size;
    }

    /// <summary>The output of a window that slides over an image, or null after reporting that it does not fit.</summary>
    public static Shape? Slide(Window window, Shape input, int channels, bool ceilMode, FindingSink findings)
    {
        int extentHeight = Extent(window.KernelHeight, window.DilationHeight);
        int extentWidth = Extent(window.KernelWidth, window.DilationWidth);
        int height = OutputSize(input.Height, extentHeight, window.StrideHeight, window.PaddingHeight, ceilMode);
        int width = OutputSize(input.Width, extentWidth, window.StrideWidth, window.PaddingWidth, ceilMode);
        if (height > 0 && width > 0)
        {
            return input.IsSequence ? new Shape(channels, width) : new Shape(channels, height, width);
        }

        int paddedHeight = input.Height + (2 * window.PaddingHeight);
        int paddedWidth = input.Width + (2 * window.PaddingWidth);
        string extent = input.IsSequence ? $"{extentWidth}" : $"{extentHeight}×{extentWidth}";
        string padded = input.IsSequence ? $"{paddedWidth}" : $"{paddedHeight}×{paddedWidth}";
        findings.Report("BN0006", null, findings.Subject, extent, padded);
        return null;
    }

    /// <summary>Whether every window reads at least one position of the image; a dilated one may step over all of it.</summary>
    public static bool EveryWindowReads(Window window, Shape input, Shape output) =>
        EveryWindowReads(input.Height, output.Height, window.KernelHeight, window.StrideHeight, window.PaddingHeight, window.DilationHeight)
        && EveryWindowReads(input.Width, output.Width, window.KernelWidth, window.StrideWidth, window.PaddingWidth, window.DilationWidth);

    private static bool EveryWindowReads(int input, int output, int kernel, int stride, int padding, int dilation)
    {
        // Only windows that start in the padding can miss the image.
        for (int start = -padding, index = 0; start < 0 && index < output; start += stride, index++)
        {
            int firstInside = ((-start + dilation - 1) / dilation * dilation) + start;
            if (firstInside >= input || (firstInside - start) / dilation >= kernel)
            {
                return false;
            }
        }

        return true;
    }

    private static int FloorDivide(int value, int divisor) => value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor);
}
