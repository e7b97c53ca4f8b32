using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace BnCompiler.Runtime;

/// <summary>
/// Dropout: each value is zeroed with probability p, and multiplied by 1/(1−p) otherwise. Which ones is a hash of seed, sample and element, so
/// the backward pass recomputes the mask, and neither threads nor the width of vectors change it.
/// </summary>
/// <remarks>References point at position (0, 0) of sample 0; strides are in floats, and the pitch is a multiple of 16.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class DropoutFunction
{
    /// <summary>y = x·mask/(1−p), for samples first … last−1.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The output; may be the input.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pitch">Floats from one position to the next, of both.</param>
    /// <param name="xRowStride">Floats from one row of the input to the next.</param>
    /// <param name="xSampleStride">Floats from one sample of the input to the next.</param>
    /// <param name="yRowStride">Floats from one row of the output to the next.</param>
    /// <param name="ySampleStride">Floats from one sample of the output to the next.</param>
    /// <param name="p">The probability of zeroing a value.</param>
    /// <param name="seed">Chooses the mask: another one for every step and layer.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="last">The sample after the last.</param>
    public static void Forward(
        ref float x, ref float y, int height, int width, int pitch,
        int xRowStride, int xSampleStride, int yRowStride, int ySampleStride, float p, ulong seed, int first, int last) =>
        Apply(ref x, ref y, height, width * pitch, xRowStride, xSampleStride, yRowStride, ySampleStride, p, seed, accumulate: false, first, last);

    /// <summary>dx = dy·mask/(1−p) with the mask of <see cref="Forward"/> for the same seed, for samples first … last−1.</summary>
    /// <param name="dy">The gradient of the output.</param>
    /// <param name="dx">Receives the gradient of the input; may be <paramref name="dy"/>.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pitch">Floats from one position to the next, of both.</param>
    /// <param name="dyRowStride">Floats from one row of the output's gradient to the next.</param>
    /// <param name="dySampleStride">Floats from one sample of the output's gradient to the next.</param>
    /// <param name="dxRowStride">Floats from one row of the input's gradient to the next.</param>
    /// <param name="dxSampleStride">Floats from one sample of the input's gradient to the next.</param>
    /// <param name="p">The probability of zeroing a value.</param>
    /// <param name="seed">The seed of the forward pass.</param>
    /// <param name="accumulate">Whether to add to what <paramref name="dx"/> holds.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="last">The sample after the last.</param>
    public static void Gradient(
        ref float dy, ref float dx, int height, int width, int pitch,
        int dyRowStride, int dySampleStride, int dxRowStride, int dxSampleStride, float p, ulong seed, bool accumulate, int first, int last) =>
        Apply(ref dy, ref dx, height, width * pitch, dyRowStride, dySampleStride, dxRowStride, dxSampleStride, p, seed, accumulate, first, last);

    private static void Apply(
        ref float x, ref float y, int height, int rowLength,
        int xRowStride, int xSampleStride, int yRowStride, int ySampleStride, float p, ulong seed, bool accumulate, int first, int last)
    {
        // A value is kept where its hash, uniform below 2³², is not below p·2³².
        var threshold = new Vector<uint>((uint)Math.Min(p * 4294967296.0, uint.MaxValue));
        var scale = new Vector<float>(p < 1 ? 1 / (1 - p) : 0);
        for (int n = first; n < last; n++)
        {
            ulong key = Mix(seed ^ Mix((ulong)n + 1));
            for (int row = 0; row < height; row++)
            {
                ref float from = ref Unsafe.Add(ref x, ((nint)n * xSampleStride) + ((nint)row * xRowStride));
                ref float to = ref Unsafe.Add(ref y, ((nint)n * ySampleStride) + ((nint)row * yRowStride));
                for (int i = 0; i < rowLength; i += Vector<float>.Count)
                {
                    var kept = Vector.GreaterThanOrEqual(Hash((uint)((row * rowLength) + i), key), threshold);
                    var value = Vector.ConditionalSelect(
                        Vector.AsVectorSingle(kept), Vector.LoadUnsafe(ref from, (nuint)i) * scale, Vector<float>.Zero);
                    (accumulate ? value + Vector.LoadUnsafe(ref to, (nuint)i) : value).StoreUnsafe(ref to, (nuint)i);
                }
            }
        }
    }

    /// <summary>Hashes of the elements <paramref name="element"/>, element + 1 …: Wellons' "lowbias32" with a second key between its rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Hash(uint element, ulong key)
    {
        var hash = Vector<uint>.Indices + new Vector<uint>(element + (uint)key);
        hash ^= hash >>> 16;
        hash *= 0x7feb352d;
        hash ^= hash >>> 15;
        hash += new Vector<uint>((uint)(key >> 32));
        hash *= 0x846ca68b;
        return hash ^ (hash >>> 16);
    }

    /// <summary>The finaliser of SplitMix64.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
