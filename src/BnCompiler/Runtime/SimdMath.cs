using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace BnCompiler.Runtime;

/// <summary>Vector functions that <c>System.Runtime.Intrinsics</c> does not offer.</summary>
internal static class SimdMath
{
    // Below this |x| the exponential form loses digits to cancellation and the odd polynomial of Cephes' tanhf is used.
    private const float PolynomialLimit = 0.625f;

    // The same for e^x − 1.
    private const float ExponentPolynomialLimit = 0.5f;

    private const float InverseRootOfTwoPi = 0.3989423f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var square = TSimd.Multiply(x, x);
        var odd = TSimd.MultiplyAdd(TSimd.Create(-5.70498872745e-3f), square, TSimd.Create(2.06390887954e-2f));
        odd = TSimd.MultiplyAdd(odd, square, TSimd.Create(-5.37397155531e-2f));
        odd = TSimd.MultiplyAdd(odd, square, TSimd.Create(1.33314422036e-1f));
        odd = TSimd.MultiplyAdd(odd, square, TSimd.Create(-3.33332819422e-1f));
        var near = TSimd.MultiplyAdd(TSimd.Multiply(odd, square), x, x);

        // 1 − 2/(e^2x + 1)
        var one = TSimd.Create(1f);
        var far = TSimd.Subtract(one, TSimd.Divide(TSimd.Create(2f), TSimd.Add(TSimd.Exp(TSimd.Add(x, x)), one)));
        return TSimd.SelectPositive(TSimd.Subtract(TSimd.Create(PolynomialLimit * PolynomialLimit), square), near, far);
    }

    /// <summary>e^x − 1; near 0 as x + x²·P(x), P a minimax polynomial of degree 5 (relative error 3e-9).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpMinusOne<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var square = TSimd.Multiply(x, x);
        var p = TSimd.MultiplyAdd(TSimd.Create(1.9849829e-4f), x, TSimd.Create(1.3996183e-3f));
        p = TSimd.MultiplyAdd(p, x, TSimd.Create(8.333579e-3f));
        p = TSimd.MultiplyAdd(p, x, TSimd.Create(4.1665357e-2f));
        p = TSimd.MultiplyAdd(p, x, TSimd.Create(1.6666664e-1f));
        p = TSimd.MultiplyAdd(p, x, TSimd.Create(5.0000006e-1f));
        var near = TSimd.MultiplyAdd(p, square, x);
        var far = TSimd.Subtract(TSimd.Exp(x), TSimd.Create(1f));
        return TSimd.SelectPositive(TSimd.Subtract(TSimd.Create(ExponentPolynomialLimit * ExponentPolynomialLimit), square), near, far);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector NormalDensity<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        TSimd.Multiply(TSimd.Create(InverseRootOfTwoPi), TSimd.Exp(TSimd.Multiply(TSimd.Multiply(TSimd.Create(-0.5f), x), x)));

    /// <summary>
    /// Φ(−t) = e^(−t²/2)·P(1/(1 + 0.3t)) for t = |x|, P a minimax polynomial of degree 9 without constant term (relative error 1e-7 for
    /// t up to 15, where Φ(−t) is below the smallest float); Φ(t) = 1 − Φ(−t).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector NormalDistribution<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var one = TSimd.Create(1f);
        var t = TSimd.Max(TSimd.Subtract(TSimd.Zero, x), x);
        var u = TSimd.Divide(one, TSimd.MultiplyAdd(TSimd.Create(0.3f), t, one));
        var p = TSimd.MultiplyAdd(TSimd.Create(0.0054890057f), u, TSimd.Create(0.010565544f));
        p = TSimd.MultiplyAdd(p, u, TSimd.Create(-0.10863235f));
        p = TSimd.MultiplyAdd(p, u, TSimd.Create(0.15460832f));
        p = TSimd.MultiplyAdd(p, u, TSimd.Create(-0.020569466f));
        p = TSimd.MultiplyAdd(p, u, TSimd.Create(0.11556099f));
        p = TSimd.MultiplyAdd(p, u, TSimd.Create(0.10296461f));
        p = TSimd.MultiplyAdd(p, u, TSimd.Create(0.1203632f));
        p = TSimd.MultiplyAdd(p, u, TSimd.Create(0.11965019f));
        var bell = TSimd.Exp(TSimd.Multiply(TSimd.Multiply(TSimd.Create(-0.5f), t), t));
        var tail = TSimd.Multiply(TSimd.Multiply(p, u), bell);
        return TSimd.SelectPositive(x, TSimd.Subtract(one, tail), tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector GatedGradient<TSimd, TVector>(TVector value, TVector gate, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        // gate·(1 − gate) first: it is 0 where value and slope are large.
        var gateSlope = TSimd.Multiply(TSimd.Multiply(gate, TSimd.Subtract(TSimd.Create(1f), gate)), slope);
        return TSimd.MultiplyAdd(gateSlope, value, gate);
    }

    /// <summary>left0, right0, left1, right1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> InterleaveLow(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Vector128.Create(left[0], right[0], left[1], right[1]);

    /// <summary>left2, right2, left3, right3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> InterleaveHigh(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Vector128.Create(left[2], right[2], left[3], right[3]);

    /// <summary>left0, left1, right0, right1. What joins <see cref="Vector64{T}"/>s goes through memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LowHalves(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.MoveLowToHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left.AsDouble(), right.AsDouble()).AsSingle()
        : Vector128.Create(left[0], left[1], right[0], right[1]);

    /// <summary>left2, left3, right2, right3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> HighHalves(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.MoveHighToLow(right, left)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left.AsDouble(), right.AsDouble()).AsSingle()
        : Vector128.Create(left[2], left[3], right[2], right[3]);

    /// <summary>Turns four rows of a 4×4 matrix into its columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref Vector128<float> row0, ref Vector128<float> row1, ref Vector128<float> row2, ref Vector128<float> row3)
    {
        var low01 = InterleaveLow(row0, row1);
        var low23 = InterleaveLow(row2, row3);
        var high01 = InterleaveHigh(row0, row1);
        var high23 = InterleaveHigh(row2, row3);
        row0 = LowHalves(low01, low23);
        row1 = HighHalves(low01, low23);
        row2 = LowHalves(high01, high23);
        row3 = HighHalves(high01, high23);
    }

    /// <summary>The same for two matrices, one in the lower halves and one in the upper halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref Vector256<float> row0, ref Vector256<float> row1, ref Vector256<float> row2, ref Vector256<float> row3)
    {
        if (Avx.IsSupported)
        {
            var low01 = Avx.UnpackLow(row0, row1).AsDouble();
            var low23 = Avx.UnpackLow(row2, row3).AsDouble();
            var high01 = Avx.UnpackHigh(row0, row1).AsDouble();
            var high23 = Avx.UnpackHigh(row2, row3).AsDouble();
            row0 = Avx.UnpackLow(low01, low23).AsSingle();
            row1 = Avx.UnpackHigh(low01, low23).AsSingle();
            row2 = Avx.UnpackLow(high01, high23).AsSingle();
            row3 = Avx.UnpackHigh(high01, high23).AsSingle();
            return;
        }

        var (lower0, lower1, lower2, lower3) = (row0.GetLower(), row1.GetLower(), row2.GetLower(), row3.GetLower());
        var (upper0, upper1, upper2, upper3) = (row0.GetUpper(), row1.GetUpper(), row2.GetUpper(), row3.GetUpper());
        Transpose(ref lower0, ref lower1, ref lower2, ref lower3);
        Transpose(ref upper0, ref upper1, ref upper2, ref upper3);
        row0 = Vector256.Create(lower0, upper0);
        row1 = Vector256.Create(lower1, upper1);
        row2 = Vector256.Create(lower2, upper2);
        row3 = Vector256.Create(lower3, upper3);
    }
}
