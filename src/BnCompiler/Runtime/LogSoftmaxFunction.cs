using System.ComponentModel;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>
/// The logarithm of softmax over the channels of each position. References, strides and the lanes behind the last channel are those of
/// <see cref="SoftmaxFunction"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class LogSoftmaxFunction
{
    /// <summary>y = x − max x − log Σ e^(x − max x), for samples first … last−1.</summary>
    /// <inheritdoc cref="SoftmaxFunction.Forward" path="/param"/>
    public static void Forward(
        ref float x, ref float y, int channels, int height, int width, int pitch,
        int xRowStride, int xSampleStride, int yRowStride, int ySampleStride, int first, int last) =>
        ChannelLoops.Forward<Function>(ref x, ref y, channels, height, width, pitch, xRowStride, xSampleStride, yRowStride, ySampleStride, first, last);

    /// <summary>dx = dy − e^y·Σ dy, for samples first … last−1.</summary>
    /// <inheritdoc cref="SoftmaxFunction.Gradient" path="/param"/>
    public static void Gradient(
        ref float y, ref float dy, ref float dx, int channels, int height, int width, int pitch,
        int yRowStride, int ySampleStride, int dyRowStride, int dySampleStride, int dxRowStride, int dxSampleStride,
        bool accumulate, int first, int last) =>
        ChannelLoops.Gradient<Function>(
            ref y, ref dy, ref dx, channels, height, width, pitch,
            yRowStride, ySampleStride, dyRowStride, dySampleStride, dxRowStride, dxSampleStride, accumulate, first, last);

    /// <summary>log Σ e^(x − max x) of one position; the logarithm of softmax is x − max x less that.</summary>
    /// <param name="x">The position's first channel.</param>
    /// <param name="channels">Values of the position.</param>
    /// <param name="largest">max x.</param>
    public static float LogarithmOfSum(ref readonly float x, int channels, out float largest) =>
        LogarithmOfSum(MemoryMarshal.CreateReadOnlySpan(in x, channels), out largest);

    private static float LogarithmOfSum(ReadOnlySpan<float> x, out float largest)
    {
        largest = TensorPrimitives.Max(x);
        double sum = 0;
        foreach (float value in x)
        {
            sum += MathF.Exp(value - largest);
        }

        return (float)Math.Log(sum);
    }

    private readonly struct Function : IChannelFunction
    {
        public static void Forward(ReadOnlySpan<float> x, Span<float> y)
        {
            float logarithm = LogarithmOfSum(x, out float largest);
            TensorPrimitives.Subtract(x, largest, y);
            TensorPrimitives.Subtract(y, logarithm, y);
        }

        public static float Sum(ReadOnlySpan<float> y, ReadOnlySpan<float> dy) => TensorPrimitives.Sum(dy);

        public static float Gradient(float y, float dy, float sum) => dy - (MathF.Exp(y) * sum);
    }
}
