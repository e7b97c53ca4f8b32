using System.ComponentModel;
using System.Numerics.Tensors;

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

    private readonly struct Function : IChannelFunction
    {
        public static void Forward(ReadOnlySpan<float> x, Span<float> y)
        {
            TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), y);
            double sum = 0;
            foreach (float shifted in y)
            {
                sum += MathF.Exp(shifted);
            }

            TensorPrimitives.Subtract(y, (float)Math.Log(sum), y);
        }

        public static float Sum(ReadOnlySpan<float> y, ReadOnlySpan<float> dy) => TensorPrimitives.Sum(dy);

        public static float Gradient(float y, float dy, float sum) => dy - (MathF.Exp(y) * sum);
    }
}
