using BnCompiler.Numeric.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>Kernels, strides, paddings and dilations, every axis for itself.</summary>
internal static class RandomWindows
{
    public static Gen<Window> Any(Extent input, int maxDilation) =>
        from height in Gen.Choose(1, Math.Min(3, input.Height))
        from width in Gen.Choose(1, Math.Min(3, input.Width))
        from strideHeight in Gen.Elements(1, 1, 1, 2, 3)
        from strideWidth in Gen.Elements(1, 1, 1, 2)
        from paddingHeight in Gen.Choose(0, 1)
        from paddingWidth in Gen.Elements(0, 1, 2)
        from dilationHeight in Gen.Elements(1, 1, maxDilation)
        from dilationWidth in Gen.Elements(1, 1, maxDilation)
        select new Window(height, width)
        {
            StrideHeight = strideHeight,
            StrideWidth = strideWidth,
            PaddingHeight = paddingHeight,
            PaddingWidth = paddingWidth,
            DilationHeight = dilationHeight,
            DilationWidth = dilationWidth,
        };

    /// <summary>Padding at most half of the kernel, as PyTorch demands of pools.</summary>
    public static Gen<Window> OfPooling(Extent input, int maxDilation) =>
        from window in Any(input, maxDilation)
        from ceil in RandomLayers.Flag
        select window with
        {
            PaddingHeight = Math.Min(window.PaddingHeight, window.KernelHeight / 2),
            PaddingWidth = Math.Min(window.PaddingWidth, window.KernelWidth / 2),
            CeilMode = ceil,
        };
}
