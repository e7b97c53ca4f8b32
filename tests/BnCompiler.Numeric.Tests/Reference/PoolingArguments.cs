namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>What max and average pooling have in common when they are declared.</summary>
internal static class PoolingArguments
{
    public static Extent? Output(Extent input, Window window) =>
        input.IsImage
        && window.PaddingHeight * 2 <= window.KernelHeight
        && window.PaddingWidth * 2 <= window.KernelWidth
        && window.Output(input) is var (height, width)
            ? Extent.Image(input.Channels, height, width)
            : null;

    public static IEnumerable<string> Render(Window window)
    {
        IEnumerable<string> kernel = window.KernelHeight == window.KernelWidth ? [$"{window.KernelHeight}"] : [$"{window.KernelHeight}", $"{window.KernelWidth}"];
        IEnumerable<string> stride = window.StrideHeight == window.KernelHeight && window.StrideWidth == window.KernelWidth
            ? []
            : Window.Argument("Stride", window.StrideHeight, window.StrideWidth, usual: 0);
        return
        [
            .. kernel,
            .. stride,
            .. Window.Argument("Padding", window.PaddingHeight, window.PaddingWidth, 0),
            .. Window.Argument("Dilation", window.DilationHeight, window.DilationWidth, 1),
            .. window.CeilMode ? ["CeilMode = true"] : Array.Empty<string>(),
        ];
    }
}
