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
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        var square = x * x;
        var odd = Vector512.MultiplyAddEstimate(Vector512.Create(-5.70498872745e-3f), square, Vector512.Create(2.06390887954e-2f));
        odd = Vector512.MultiplyAddEstimate(odd, square, Vector512.Create(-5.37397155531e-2f));
        odd = Vector512.MultiplyAddEstimate(odd, square, Vector512.Create(1.33314422036e-1f));
        odd = Vector512.MultiplyAddEstimate(odd, square, Vector512.Create(-3.33332819422e-1f));
        var near = Vector512.MultiplyAddEstimate(odd * square, x, x);
        var far = Vector512<float>.One - Vector512.Create(2f) / (Vector512.Exp(x + x) + Vector512<float>.One);
        return Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), Vector512.Create(PolynomialLimit)), near, far);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        var square = x * x;
        var odd = Vector256.MultiplyAddEstimate(Vector256.Create(-5.70498872745e-3f), square, Vector256.Create(2.06390887954e-2f));
        odd = Vector256.MultiplyAddEstimate(odd, square, Vector256.Create(-5.37397155531e-2f));
        odd = Vector256.MultiplyAddEstimate(odd, square, Vector256.Create(1.33314422036e-1f));
        odd = Vector256.MultiplyAddEstimate(odd, square, Vector256.Create(-3.33332819422e-1f));
        var near = Vector256.MultiplyAddEstimate(odd * square, x, x);
        var far = Vector256<float>.One - Vector256.Create(2f) / (Vector256.Exp(x + x) + Vector256<float>.One);
        return Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(x), Vector256.Create(PolynomialLimit)), near, far);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Tanh(Vector128<float> x)
    {
        var square = x * x;
        var odd = Vector128.MultiplyAddEstimate(Vector128.Create(-5.70498872745e-3f), square, Vector128.Create(2.06390887954e-2f));
        odd = Vector128.MultiplyAddEstimate(odd, square, Vector128.Create(-5.37397155531e-2f));
        odd = Vector128.MultiplyAddEstimate(odd, square, Vector128.Create(1.33314422036e-1f));
        odd = Vector128.MultiplyAddEstimate(odd, square, Vector128.Create(-3.33332819422e-1f));
        var near = Vector128.MultiplyAddEstimate(odd * square, x, x);
        var far = Vector128<float>.One - Vector128.Create(2f) / (Vector128.Exp(x + x) + Vector128<float>.One);
        return Vector128.ConditionalSelect(Vector128.LessThan(Vector128.Abs(x), Vector128.Create(PolynomialLimit)), near, far);
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
