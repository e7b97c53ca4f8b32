using System.Runtime.CompilerServices;
using BnCompiler.Numeric.Tests.Kernels;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Runtime;

public sealed class BatchNormMathTests
{
    private const int Channels = 17;
    private const int Pitch = 32;

    // What is computed in double is rounded to float once, or twice for a product.
    private const double Roundings = 2.5;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 40)]
    [InlineData(5, 7)]
    public void FinishStatistics_equals_the_statistics_of_all_values(int workers, int values)
    {
        var random = new KernelValues(61);
        double[][] data = [.. Enumerable.Range(0, Channels).Select(_ => Enumerable.Range(0, values).Select(_ => 3.0 + random.Next()).ToArray())];
        int stride = BatchNormMath.StatisticsLength(Pitch) + 3;
        double[] statistics = new double[workers * stride];
        for (int worker = 0; worker < workers; worker++)
        {
            MergeShare(data, worker, workers, ref statistics[worker * stride]);
        }

        float[] gamma = [.. Enumerable.Range(0, Channels).Select(_ => random.Next())];
        float[] runningMean = [.. Enumerable.Repeat(1f, Channels)], runningVariance = [.. Enumerable.Repeat(2f, Channels)];
        float[] mean = Junk(), inverse = Junk(), scale = Junk();
        long count = BatchNormMath.FinishStatistics(
            ref statistics[0], workers, stride, Channels, Pitch, 1e-5, 0.1, ref gamma[0], ref runningMean[0], ref runningVariance[0],
            ref mean[0], ref inverse[0], ref scale[0]);

        Assert.Equal(values, count);
        for (int c = 0; c < Channels; c++)
        {
            double average = data[c].Average();
            double squares = data[c].Sum(x => (x - average) * (x - average));
            double deviation = Math.Sqrt((squares / values) + 1e-5);
            Near(average, mean[c]);
            Near(1 / deviation, inverse[c]);
            Near(gamma[c] / deviation, scale[c]);
            Near(0.9 + (0.1 * average), runningMean[c]);
            Near(1.8 + (0.1 * (values > 1 ? squares / (values - 1) : squares)), runningVariance[c]);
        }

        AssertPadding(mean, inverse, scale);
    }

    [Fact]
    public void FinishStatistics_works_without_gamma_and_running_statistics()
    {
        double[] statistics = new double[BatchNormMath.StatisticsLength(Pitch)];
        MergeShare([.. Enumerable.Range(0, Channels).Select(_ => new[] { 1.0, 3.0 })], 0, 1, ref statistics[0]);
        float[] mean = Junk(), inverse = Junk(), scale = Junk();
        BatchNormMath.FinishStatistics(
            ref statistics[0], 1, 0, Channels, Pitch, 1, 0.1, ref Unsafe.NullRef<float>(), ref Unsafe.NullRef<float>(), ref Unsafe.NullRef<float>(),
            ref mean[0], ref inverse[0], ref scale[0]);

        Assert.Equal(2f, mean[3]);
        Near(Math.Sqrt(0.5), inverse[3]);
        Assert.Equal(inverse, scale);
    }

    [Fact]
    public void UseRunningStatistics_normalises_with_the_stored_ones()
    {
        float[] runningMean = [.. Enumerable.Range(0, Channels).Select(c => c - 5f)], runningVariance = [.. Enumerable.Range(0, Channels).Select(c => c * 0.5f)];
        float[] gamma = [.. Enumerable.Range(0, Channels).Select(c => 2f - c)];
        float[] mean = Junk(), inverse = Junk(), scale = Junk();
        BatchNormMath.UseRunningStatistics(
            ref runningMean[0], ref runningVariance[0], ref gamma[0], Channels, Pitch, 1e-3, ref mean[0], ref inverse[0], ref scale[0]);

        for (int c = 0; c < Channels; c++)
        {
            Assert.Equal(runningMean[c], mean[c]);
            Near(1 / Math.Sqrt(runningVariance[c] + 1e-3), inverse[c]);
            Near(gamma[c] / Math.Sqrt(runningVariance[c] + 1e-3), scale[c]);
        }

        AssertPadding(mean, inverse, scale);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FinishGradient_adds_up_the_workers(bool affine)
    {
        var random = new KernelValues(62);
        const int Workers = 3, Stride = 70;
        double[] sums = [.. Enumerable.Range(0, Workers * Stride).Select(_ => (double)random.Next())];
        float[] meanGradient = Junk(), meanProduct = Junk(), gammaGradient = new float[Channels], betaGradient = new float[Channels];
        BatchNormMath.FinishGradient(
            ref sums[0], Workers, Stride, 50, Channels, Pitch, ref meanGradient[0], ref meanProduct[0],
            ref affine ? ref gammaGradient[0] : ref Unsafe.NullRef<float>(), ref affine ? ref betaGradient[0] : ref Unsafe.NullRef<float>());

        for (int c = 0; c < Channels; c++)
        {
            double gradient = sums[c] + sums[Stride + c] + sums[(2 * Stride) + c];
            double product = sums[Pitch + c] + sums[Stride + Pitch + c] + sums[(2 * Stride) + Pitch + c];
            Near(gradient / 50, meanGradient[c]);
            Near(product / 50, meanProduct[c]);
            Near(affine ? gradient : 0, betaGradient[c]);
            Near(affine ? product : 0, gammaGradient[c]);
        }

        AssertPadding(meanGradient, meanProduct);
    }

    /// <summary>Merges every <paramref name="workers"/>th value in blocks of two, around origins near their mean.</summary>
    private static void MergeShare(double[][] data, int worker, int workers, ref double statistics)
    {
        double[] share = [.. data[0].Where((_, i) => i % workers == worker)];
        for (int block = 0; block < share.Length; block += 2)
        {
            int count = Math.Min(2, share.Length - block);
            for (int channel = 0; channel < Pitch; channel += 16)
            {
                double[] sums = new double[48];
                for (int lane = 0; lane < 16 && channel + lane < data.Length; lane++)
                {
                    double[] values = [.. data[channel + lane].Where((_, i) => i % workers == worker).Skip(block).Take(count)];
                    sums[32 + lane] = Math.Round(values.Average(), 2);
                    sums[lane] = values.Sum(x => x - sums[32 + lane]);
                    sums[16 + lane] = values.Sum(x => Math.Pow(x - sums[32 + lane], 2));
                }

                BatchNormMath.Merge(ref statistics, Pitch, channel, ref sums[0], 16, count);
                Assert.All(sums, value => Assert.Equal(0, value));
            }

            BatchNormMath.AddCount(ref statistics, Pitch, count);
        }
    }

    private static float[] Junk() => [.. Enumerable.Repeat(777f, Pitch)];

    private static void Near(double expected, float actual) => new Expected(expected, Math.Abs(expected), Roundings).AssertClose(actual, "value");

    private static void AssertPadding(params float[][] vectors) =>
        Assert.All(vectors, vector => Assert.All(vector[Channels..], value => Assert.Equal(0, value)));
}
