using System.ComponentModel;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>
/// Moves channels between a value and a wider one. A slice starts at any channel, so whole vectors of it would reach into its neighbours: exactly its own
/// channels are touched, position by position.
/// </summary>
/// <remarks>References point at position (0, 0) of sample 0; strides are in floats.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class ChannelSlices
{
    /// <summary>Copies channels of x to channels of y, or adds them, for samples first … last−1.</summary>
    /// <param name="x">The source.</param>
    /// <param name="y">The destination.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="xChannel">The first channel of the source.</param>
    /// <param name="xPitch">Floats from one position of the source to the next.</param>
    /// <param name="xRowStride">Floats from one row of the source to the next.</param>
    /// <param name="xSampleStride">Floats from one sample of the source to the next.</param>
    /// <param name="yChannel">The first channel of the destination.</param>
    /// <param name="yPitch">Floats from one position of the destination to the next.</param>
    /// <param name="yRowStride">Floats from one row of the destination to the next.</param>
    /// <param name="ySampleStride">Floats from one sample of the destination to the next.</param>
    /// <param name="accumulate">Whether to add to what the destination holds.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="last">The sample after the last.</param>
    public static void Copy(
        ref float x, ref float y, int channels, int height, int width,
        int xChannel, int xPitch, int xRowStride, int xSampleStride,
        int yChannel, int yPitch, int yRowStride, int ySampleStride, bool accumulate, int first, int last)
    {
        for (int n = first; n < last; n++)
        {
            for (int row = 0; row < height; row++)
            {
                ref float source = ref Unsafe.Add(ref x, ((nint)n * xSampleStride) + (row * xRowStride) + xChannel);
                ref float destination = ref Unsafe.Add(ref y, ((nint)n * ySampleStride) + (row * yRowStride) + yChannel);
                for (int column = 0; column < width; column++)
                {
                    var from = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, column * xPitch), channels);
                    var to = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, column * yPitch), channels);
                    if (accumulate)
                    {
                        TensorPrimitives.Add(to, from, to);
                    }
                    else
                    {
                        from.CopyTo(to);
                    }
                }
            }
        }
    }
}
