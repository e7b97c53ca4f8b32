using System.ComponentModel;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>
/// Softmax over the channels of each position. References point at position (0, 0) of sample 0; strides are in floats. Lanes
/// behind the last channel become 0 (or stay, where a gradient is accumulated).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class SoftmaxFunction
{
    /// <summary>y = e^(x − max x) / Σ e^(x − max x), for samples first … last−1.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The output; may be the input.</param>
    /// <param name="channels">Values per position.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pitch">Floats from one position to the next, of both.</param>
    /// <param name="xRowStride">Floats from one row of the input to the next.</param>
    /// <param name="xSampleStride">Floats from one sample of the input to the next.</param>
    /// <param name="yRowStride">Floats from one row of the output to the next.</param>
    /// <param name="ySampleStride">Floats from one sample of the output to the next.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="last">The sample after the last.</param>
    public static void Forward(
        ref float x, ref float y, int channels, int height, int width, int pitch,
        int xRowStride, int xSampleStride, int yRowStride, int ySampleStride, int first, int last) =>
        ChannelLoops.Forward<Function>(ref x, ref y, channels, height, width, pitch, xRowStride, xSampleStride, yRowStride, ySampleStride, first, last);

    /// <summary>dx = y·(dy − Σ dy·y), for samples first … last−1.</summary>
    /// <param name="y">The output of <see cref="Forward"/>.</param>
    /// <param name="dy">The gradient of the output.</param>
    /// <param name="dx">Receives the gradient of the input; may be <paramref name="dy"/>.</param>
    /// <param name="channels">Values per position.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pitch">Floats from one position to the next, of all three.</param>
    /// <param name="yRowStride">Floats from one row of the output to the next.</param>
    /// <param name="ySampleStride">Floats from one sample of the output to the next.</param>
    /// <param name="dyRowStride">Floats from one row of the output's gradient to the next.</param>
    /// <param name="dySampleStride">Floats from one sample of the output's gradient to the next.</param>
    /// <param name="dxRowStride">Floats from one row of the input's gradient to the next.</param>
    /// <param name="dxSampleStride">Floats from one sample of the input's gradient to the next.</param>
    /// <param name="accumulate">Whether to add to what <paramref name="dx"/> holds.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="last">The sample after the last.</param>
    public static void Gradient(
        ref float y, ref float dy, ref float dx, int channels, int height, int width, int pitch,
        int yRowStride, int ySampleStride, int dyRowStride, int dySampleStride, int dxRowStride, int dxSampleStride,
        bool accumulate, int first, int last) =>
        ChannelLoops.Gradient<Function>(
            ref y, ref dy, ref dx, channels, height, width, pitch,
            yRowStride, ySampleStride, dyRowStride, dySampleStride, dxRowStride, dxSampleStride, accumulate, first, last);

    /// <summary>e^(x − max x) of one position; softmax is that, divided by the sum.</summary>
    /// <param name="x">The position's first channel.</param>
    /// <param name="y">Receives the exponentials; may be <paramref name="x"/>.</param>
    /// <param name="channels">Values of the position.</param>
    /// <returns>Σ e^(x − max x).</returns>
    public static float Exponentials(ref readonly float x, ref float y, int channels) =>
        Exponentials(MemoryMarshal.CreateReadOnlySpan(in x, channels), MemoryMarshal.CreateSpan(ref y, channels));

    private static float Exponentials(ReadOnlySpan<float> x, Span<float> y)
    {
        TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), y);
        TensorPrimitives.Exp(y, y);
        return TensorPrimitives.Sum<float>(y);
    }

    private readonly struct Function : IChannelFunction
    {
        public static void Forward(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Divide(y, Exponentials(x, y), y);

        public static float Sum(ReadOnlySpan<float> y, ReadOnlySpan<float> dy) => TensorPrimitives.Dot(y, dy);

        public static float Gradient(float y, float dy, float sum) => y * (dy - sum);
    }
}
