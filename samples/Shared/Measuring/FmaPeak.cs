using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using BnCompiler.Runtime;

namespace Samples.Measuring;

/// <summary>
/// What one core can do at most: fused multiply-adds on registers, nothing loaded or stored. Twelve independent chains keep
/// two units with a latency of four cycles busy, and fit into sixteen registers.
/// </summary>
internal static class FmaPeak
{
    private const int Chains = 12;
    private const int Rounds = 20_000;

    private static float s_sink;

    /// <summary>Name of the widest vectors that this process may use.</summary>
    public static string Tier =>
        Vector512.IsHardwareAccelerated ? "512-bit" : Vector256.IsHardwareAccelerated ? "256-bit" : Vector128.IsHardwareAccelerated ? "128-bit" : "scalar";

    /// <summary>Measures for about a tenth of a millisecond, in floating-point operations per nanosecond (GFLOP/s).</summary>
    public static double Measure() =>
        Vector512.IsHardwareAccelerated ? Measure<Simd512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? Measure<Simd256, Vector256<float>>()
        : Measure<Simd128, Vector128<float>>();

    /// <summary>The best of many measurements, after the code is compiled and the clock has settled.</summary>
    public static double MeasureBest()
    {
        double best = 0;
        long end = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 2;
        while (Stopwatch.GetTimestamp() < end)
        {
            best = Math.Max(best, Measure());
        }

        return best;
    }

    private static double Measure<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        long start = Stopwatch.GetTimestamp();
        s_sink = Multiply<TSimd, TVector>(Rounds);
        return 2.0 * Chains * TSimd.Lanes * Rounds / Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Multiply<TSimd, TVector>(int rounds)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector factor = TSimd.Create(0.999f), addend = TSimd.Create(0.001f);
        TVector a = TSimd.Create(1), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
        for (int round = 0; round < rounds; round++)
        {
            a = TSimd.MultiplyAdd(a, factor, addend);
            b = TSimd.MultiplyAdd(b, factor, addend);
            c = TSimd.MultiplyAdd(c, factor, addend);
            d = TSimd.MultiplyAdd(d, factor, addend);
            e = TSimd.MultiplyAdd(e, factor, addend);
            f = TSimd.MultiplyAdd(f, factor, addend);
            g = TSimd.MultiplyAdd(g, factor, addend);
            h = TSimd.MultiplyAdd(h, factor, addend);
            i = TSimd.MultiplyAdd(i, factor, addend);
            j = TSimd.MultiplyAdd(j, factor, addend);
            k = TSimd.MultiplyAdd(k, factor, addend);
            l = TSimd.MultiplyAdd(l, factor, addend);
        }

        TVector first = TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(e, f));
        TVector second = TSimd.Add(TSimd.Add(TSimd.Add(g, h), TSimd.Add(i, j)), TSimd.Add(k, l));
        return TSimd.Sum(TSimd.Add(first, second));
    }
}
