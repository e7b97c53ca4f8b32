using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>One tap along an axis: which weight, and how many source positions behind the one that the destination maps to.</summary>
internal readonly record struct DepthwiseTap(int Weight, int Source);

/// <summary>
/// Destinations first, first + step … along one axis (<paramref name="Count"/> of them) that all use the same taps: destination number d sums over
/// the taps weight·source[d·SourceStep + tap.Source].
/// </summary>
internal sealed record DepthwiseAxis(int First, int Step, int Count, int SourceStep, DepthwiseTap[] Taps)
{
    /// <summary>The first source position of destination 0's taps; negative in a halo.</summary>
    public int SourceStart => Taps.Min(tap => tap.Source);

    /// <summary>The last source position of the last destination's taps.</summary>
    public int SourceEnd => ((Count - 1) * SourceStep) + Taps.Max(tap => tap.Source);

    /// <summary>y[d] = Σ w[k]·x[d·stride − padding + k·dilation].</summary>
    public static DepthwiseAxis Forward(WindowAxis axis) =>
        new(0, 1, axis.OutputSize, axis.Stride, [.. Enumerable.Range(0, axis.Kernel).Select(k => new DepthwiseTap(k, axis.First(k)))]);

    /// <summary>
    /// dx[i] = Σ w[k]·dy[(i + padding − k·dilation)/stride] over the k for which the division has no remainder: these are the same for all i that
    /// are equal modulo the stride, so there is one axis per remainder.
    /// </summary>
    public static IEnumerable<DepthwiseAxis> Gradient(WindowAxis axis) =>
        from first in Enumerable.Range(0, Math.Min(axis.Stride, axis.InputSize))
        let taps = from k in Enumerable.Range(0, axis.Kernel)
                   let position = first - axis.First(k)
                   where position % axis.Stride == 0
                   select new DepthwiseTap(k, position / axis.Stride)
        select new DepthwiseAxis(first, axis.Stride, ((axis.InputSize - 1 - first) / axis.Stride) + 1, 1, [.. taps]);

    /// <summary>Zeros needed in front of and behind a source of a given size.</summary>
    public (int Before, int After) Halo(int sourceSize) =>
        Taps.Length == 0 ? (0, 0) : (Math.Max(0, -SourceStart), Math.Max(0, SourceEnd - (sourceSize - 1)));
}
