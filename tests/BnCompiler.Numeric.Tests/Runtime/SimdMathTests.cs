using System.Runtime.Intrinsics;
using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Runtime;

/// <summary>The functions that the vector tiers compute themselves, over the whole range of a float, against float64.</summary>
public sealed class SimdMathTests
{
    // e^x overflows behind it.
    private const float ExponentLimit = 88;

    private static readonly float[] Points = [.. Magnitudes().SelectMany(magnitude => new[] { magnitude, -magnitude })];

    private interface IFunction
    {
        static abstract TVector Apply<TSimd, TVector>(TVector x)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct;
    }

    public static TheoryData<int> Tiers => [128, 256, 512];

    [Theory]
    [MemberData(nameof(Tiers))]
    public void ExpMinusOne_does_not_cancel_near_zero(int tier) =>
        AssertClose<ExpMinusOneFunction>(tier, Points.Where(x => x < ExponentLimit), x => Elementwise.ExpMinusOne(x), x => Math.Abs(x) < 0.5 ? 4 : 8);

    [Theory]
    [MemberData(nameof(Tiers))]
    public void NormalDensity_is_exact_up_to_the_rounding_of_its_exponent(int tier) =>
        AssertClose<NormalDensityFunction>(tier, Points, x => NormalDistribution.Density(x), x => 4 + (x * x));

    [Theory]
    [MemberData(nameof(Tiers))]
    public void NormalDistribution_is_exact_up_to_the_rounding_of_its_exponent(int tier) =>
        AssertClose<NormalDistributionFunction>(tier, Points, x => NormalDistribution.Distribution(x), x => x > 0 ? 12 : 12 + (x * x));

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Infinities_and_NaN(int tier)
    {
        float[] points = [float.NegativeInfinity, float.PositiveInfinity, float.NaN, float.MinValue, float.MaxValue];
        Assert.Equal([-1, float.PositiveInfinity, float.NaN, -1, float.PositiveInfinity], Map<ExpMinusOneFunction>(tier, points));
        Assert.Equal([0, 0, float.NaN, 0, 0], Map<NormalDensityFunction>(tier, points));
        Assert.Equal([0, 1, float.NaN, 0, 1], Map<NormalDistributionFunction>(tier, points));
    }

    private static void AssertClose<TFunction>(int tier, IEnumerable<float> points, Func<double, double> expected, Func<double, double> units)
        where TFunction : struct, IFunction
    {
        float[] x = [.. points];
        float[] actual = Map<TFunction>(tier, x);
        for (int i = 0; i < x.Length; i++)
        {
            double value = expected(x[i]);
            double bound = (units(x[i]) * Rounding.Unit * Math.Abs(value)) + Rounding.Tiny;
            Assert.True(Math.Abs(actual[i] - value) <= bound, $"At {x[i]:R}: {actual[i]:R}, expected {value:R} ± {bound:E2}.");
        }
    }

    private static float[] Map<TFunction>(int tier, float[] x)
        where TFunction : struct, IFunction => tier switch
        {
            128 => Map<TFunction, Simd128, Vector128<float>>(x),
            256 => Map<TFunction, Simd256, Vector256<float>>(x),
            _ => Map<TFunction, Simd512, Vector512<float>>(x),
        };

    private static float[] Map<TFunction, TSimd, TVector>(float[] x)
        where TFunction : struct, IFunction
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        float[] padded = new float[x.Length + TSimd.Lanes];
        x.CopyTo(padded, 0);
        for (int i = 0; i < x.Length; i += TSimd.Lanes)
        {
            TSimd.Store(TFunction.Apply<TSimd, TVector>(TSimd.Load(ref padded[0], i)), ref padded[0], i);
        }

        return padded[..x.Length];
    }

    /// <summary>Zero, subnormal to largest in steps of a few per cent, and evenly where the functions bend.</summary>
    private static IEnumerable<float> Magnitudes()
    {
        yield return 0;
        for (double magnitude = 1e-42; magnitude < float.MaxValue; magnitude *= 1.037)
        {
            yield return (float)magnitude;
        }

        for (double magnitude = 0; magnitude < 20; magnitude += 0.00317)
        {
            yield return (float)magnitude;
        }
    }

    private readonly struct ExpMinusOneFunction : IFunction
    {
        public static TVector Apply<TSimd, TVector>(TVector x)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.ExpMinusOne(x);
    }

    private readonly struct NormalDensityFunction : IFunction
    {
        public static TVector Apply<TSimd, TVector>(TVector x)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.NormalDensity(x);
    }

    private readonly struct NormalDistributionFunction : IFunction
    {
        public static TVector Apply<TSimd, TVector>(TVector x)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.NormalDistribution(x);
    }
}
