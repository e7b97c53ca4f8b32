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
}
