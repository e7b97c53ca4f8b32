namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>Kernel, stride, padding and dilation on both axes.</summary>
internal sealed record Window(int KernelHeight, int KernelWidth)
{
    public Window(int kernel)
        : this(kernel, kernel)
    {
    }

    public int StrideHeight { get; init; } = 1;

    public int StrideWidth { get; init; } = 1;

    public int PaddingHeight { get; init; }

    public int PaddingWidth { get; init; }

    public int DilationHeight { get; init; } = 1;

    public int DilationWidth { get; init; } = 1;

    public bool CeilMode { get; init; }

    public int Stride
    {
        init => StrideHeight = StrideWidth = value;
    }

    public int Padding
    {
        init => PaddingHeight = PaddingWidth = value;
    }

    public int Dilation
    {
        init => DilationHeight = DilationWidth = value;
    }

    /// <summary>How an argument of both axes is written: not at all, once, or per axis.</summary>
    public static IEnumerable<string> Argument(string name, int height, int width, int usual)
    {
        if (height == width)
        {
            return height == usual ? [] : [$"{name} = {height}"];
        }

        return [$"{name}Height = {height}", $"{name}Width = {width}"];
    }

    public (int Height, int Width)? Output(Extent input)
    {
        int height = OutputSize(input.Height, KernelHeight, StrideHeight, PaddingHeight, DilationHeight);
        int width = OutputSize(input.Width, KernelWidth, StrideWidth, PaddingWidth, DilationWidth);
        return height < 1 || width < 1 ? null : (height, width);
    }

    /// <summary>The taps that fall inside the input for one output position, with the tap's index.</summary>
    public IEnumerable<(int Tap, int Y, int X)> Taps(int outY, int outX, int height, int width)
    {
        for (int ky = 0; ky < KernelHeight; ky++)
        {
            int y = (outY * StrideHeight) - PaddingHeight + (ky * DilationHeight);
            for (int kx = 0; kx < KernelWidth; kx++)
            {
                int x = (outX * StrideWidth) - PaddingWidth + (kx * DilationWidth);
                if (y >= 0 && y < height && x >= 0 && x < width)
                {
                    yield return ((ky * KernelWidth) + kx, y, x);
                }
            }
        }
    }

    public IEnumerable<Window> Shrink()
    {
        if (StrideHeight != 1 || StrideWidth != 1)
        {
            yield return this with { Stride = 1 };
        }

        if (PaddingHeight != 0 || PaddingWidth != 0)
        {
            yield return this with { Padding = 0 };
        }

        if (DilationHeight != 1 || DilationWidth != 1)
        {
            yield return this with { Dilation = 1 };
        }

        if (CeilMode)
        {
            yield return this with { CeilMode = false };
        }

        if (KernelHeight > 1 || KernelWidth > 1)
        {
            yield return this with { KernelHeight = 1, KernelWidth = 1, Padding = 0, Dilation = 1 };
        }
    }

    // With ceil mode, a last window that starts in the padding behind the input is dropped, as in PyTorch.
    private int OutputSize(int size, int kernel, int stride, int padding, int dilation)
    {
        int span = size + (2 * padding) - (dilation * (kernel - 1)) - 1;
        if (span < 0)
        {
            return 0;
        }

        int output = ((span + (CeilMode ? stride - 1 : 0)) / stride) + 1;
        return CeilMode && (output - 1) * stride >= size + padding ? output - 1 : output;
    }
}
