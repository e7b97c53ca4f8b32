using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// The loops of a convolution from an image to a result: what <c>Conv2d</c> does forward, and <c>ConvTranspose2d</c> backward with the gradient of its output as the
/// image.
/// </summary>
internal static class ConvolutionLoops
{
    /// <summary>The border of zeros around the image: the padding in front, and behind what the last window reaches.</summary>
    public static Halo InputHalo(Window window, Shape image, Shape result) => new(
        window.PaddingHeight,
        window.PaddingWidth,
        Behind(image.Height, result.Height, window.KernelHeight, window.StrideHeight, window.PaddingHeight, window.DilationHeight),
        Behind(image.Width, result.Width, window.KernelWidth, window.StrideWidth, window.PaddingWidth, window.DilationWidth));

    /// <summary>The loops, and how the weights are packed for them, which does not depend on the layouts' strides.</summary>
    /// <param name="inputs">Channels of the image.</param>
    /// <param name="outputs">Channels of the result.</param>
    public static (ContractionLoops Loops, WeightPacking Packing) Of(Window window, int groups, int inputs, int outputs, Layout image, Layout result)
    {
        bool isOnePosition = result.Height * result.Width == 1;
        var loops = new ContractionLoops(
            image.SampleStride, result.SampleStride,
            result.Height, image.RowStride * window.StrideHeight, result.RowStride,
            isOnePosition ? 0 : result.Width, image.Pitch * window.StrideWidth, result.Pitch,
            -(window.PaddingHeight * image.RowStride) - (window.PaddingWidth * image.Pitch), 0,
            window.KernelHeight, window.DilationHeight * image.RowStride, window.KernelWidth, window.DilationWidth * image.Pitch,
            inputs / groups);
        int blockWidth = WeightedLowering.BlockWidth(loops, Layout.RoundUp(outputs, Layout.Lanes));
        var packing = new WeightPacking(outputs, inputs, groups, window.KernelHeight, window.KernelWidth, blockWidth);
        return (loops with { Channels = packing.Window }, packing);
    }

    private static int Behind(int input, int output, int kernel, int stride, int padding, int dilation) =>
        Math.Max(0, ((output - 1) * stride) + (dilation * (kernel - 1)) - padding - (input - 1));
}
