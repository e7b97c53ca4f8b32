using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>A function of all channels of one position.</summary>
internal interface IChannelFunction
{
    /// <summary>y from x, as long as each other; may be the same memory.</summary>
    static abstract void Forward(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>What all channels of a position's gradient share, from y and dy.</summary>
    static abstract float Sum(ReadOnlySpan<float> y, ReadOnlySpan<float> dy);

    /// <summary>dx of one channel.</summary>
    static abstract float Gradient(float y, float dy, float sum);
}

/// <summary>
/// The loops around an <see cref="IChannelFunction"/>. Lanes behind the last channel become 0 (or stay, where a gradient is accumulated).
/// </summary>
internal static class ChannelLoops
{
    public static void Forward<TFunction>(
        ref float x, ref float y, int channels, int height, int width, int pitch,
        int xRowStride, int xSampleStride, int yRowStride, int ySampleStride, int first, int last)
        where TFunction : struct, IChannelFunction
    {
        for (int n = first; n < last; n++)
        {
            for (int row = 0; row < height; row++)
            {
                ref float from = ref Unsafe.Add(ref x, ((nint)n * xSampleStride) + ((nint)row * xRowStride));
                ref float to = ref Unsafe.Add(ref y, ((nint)n * ySampleStride) + ((nint)row * yRowStride));
                for (int i = 0; i < width * pitch; i += pitch)
                {
                    Position<TFunction>(
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref from, i), channels),
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref to, i), pitch));
                }
            }
        }
    }

    public static void Gradient<TFunction>(
        ref float y, ref float dy, ref float dx, int channels, int height, int width, int pitch,
        int yRowStride, int ySampleStride, int dyRowStride, int dySampleStride, int dxRowStride, int dxSampleStride,
        bool accumulate, int first, int last)
        where TFunction : struct, IChannelFunction
    {
        for (int n = first; n < last; n++)
        {
            for (int row = 0; row < height; row++)
            {
                ref float output = ref Unsafe.Add(ref y, ((nint)n * ySampleStride) + ((nint)row * yRowStride));
                ref float gradient = ref Unsafe.Add(ref dy, ((nint)n * dySampleStride) + ((nint)row * dyRowStride));
                ref float to = ref Unsafe.Add(ref dx, ((nint)n * dxSampleStride) + ((nint)row * dxRowStride));
                for (int i = 0; i < width * pitch; i += pitch)
                {
                    PositionGradient<TFunction>(
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref output, i), channels),
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref gradient, i), channels),
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref to, i), pitch),
                        accumulate);
                }
            }
        }
    }

    private static void Position<TFunction>(ReadOnlySpan<float> x, Span<float> y)
        where TFunction : struct, IChannelFunction
    {
        TFunction.Forward(x, y[..x.Length]);
        y[x.Length..].Clear();
    }

    private static void PositionGradient<TFunction>(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, bool accumulate)
        where TFunction : struct, IChannelFunction
    {
        float sum = TFunction.Sum(y, dy);
        for (int c = 0; c < y.Length; c++)
        {
            float gradient = TFunction.Gradient(y[c], dy[c], sum);
            dx[c] = accumulate ? dx[c] + gradient : gradient;
        }

        if (!accumulate)
        {
            dx[y.Length..].Clear();
        }
    }
}
