using BnCompiler.Generator.Ir;
using BnCompiler.Numeric.Tests.Kernels;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Runtime;

public sealed class LogSoftmaxFunctionTests
{
    private const int Samples = 3;

    [Theory]
    [InlineData(1, 1, 1, 0, 5)]
    [InlineData(10, 1, 1, 0, 5)]
    [InlineData(17, 2, 3, 0, 5)]
    [InlineData(40, 3, 2, 1000, 5)]
    [InlineData(10, 1, 1, -1000, 5)]
    [InlineData(10, 1, 1, 0, 5000)]
    public void Forward_stays_finite_where_softmax_is_zero(int channels, int height, int width, float offset, float deviation)
    {
        var layout = Layout.For(new Shape(channels, height, width));
        var destination = layout with { Halo = new Halo(1, 1, 0, 0) };
        var values = new KernelValues(43);
        var x = KernelImage.Input(layout, Samples, () => offset + (deviation * values.Next()));
        var y = KernelImage.Output(destination, Samples);
        var before = y.Clone();
        LogSoftmaxFunction.Forward(
            ref x.Data[x.Origin], ref y.Data[y.Origin], channels, height, width, layout.Pitch,
            layout.RowStride, layout.SampleStride, destination.RowStride, destination.SampleStride, 1, Samples);

        // x − max and the difference from the logarithm round once each; the logarithm is below 4, its sum is exact to a few units.
        y.AssertEquals(before, 1, Samples, (n, c, row, column) =>
        {
            double expected = LogSoftmax(x, n, row, column)[c];
            return new(expected, Math.Abs(expected) + 4, 8);
        });
        y.ForEach(layout.Pitch, (n, c, row, column) => Assert.True(n < 1 || c < channels || y[n, c, row, column] == 0));
    }

    [Theory]
    [InlineData(1, 1, 1, false)]
    [InlineData(10, 1, 1, true)]
    [InlineData(17, 2, 3, false)]
    [InlineData(40, 3, 2, true)]
    public void Gradient_is_the_jacobian_times_the_gradient(int channels, int height, int width, bool accumulate)
    {
        var layout = Layout.For(new Shape(channels, height, width));
        var values = new KernelValues(44);
        var logits = KernelImage.Input(layout, Samples, values.Next);
        var y = logits.Clone();
        logits.ForEach(channels, (n, c, row, column) => y[n, c, row, column] = (float)LogSoftmax(logits, n, row, column)[c]);
        var dy = KernelImage.Input(layout, Samples, values.Next);
        var dx = KernelImage.Output(layout, Samples, accumulate ? values.Next : null);
        var before = dx.Clone();
        LogSoftmaxFunction.Gradient(
            ref y.Data[y.Origin], ref dy.Data[dy.Origin], ref dx.Data[dx.Origin], channels, height, width, layout.Pitch,
            layout.RowStride, layout.SampleStride, layout.RowStride, layout.SampleStride, layout.RowStride, layout.SampleStride, accumulate, 0, 2);

        dx.AssertEquals(before, 0, 2, (n, c, row, column) =>
        {
            double gradient = 0;
            for (int other = 0; other < channels; other++)
            {
                double jacobian = (other == c ? 1.0 : 0.0) - Math.Exp(y[n, c, row, column]);
                gradient += jacobian * dy[n, other, row, column];
            }

            return new(gradient + (accumulate ? before[n, c, row, column] : 0), 3, channels + 8);
        });
    }

    private static double[] LogSoftmax(KernelImage x, int n, int row, int column)
    {
        double[] values = [.. Enumerable.Range(0, x.Layout.Channels).Select(c => (double)x[n, c, row, column])];
        double largest = values.Max();
        double logarithm = Math.Log(values.Sum(value => Math.Exp(value - largest)));
        return [.. values.Select(value => value - largest - logarithm)];
    }
}
