using BnCompiler.Generator.Ir;
using BnCompiler.Numeric.Tests.Kernels;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Runtime;

public sealed class DropoutFunctionTests
{
    private static readonly Layout Image = Layout.For(new Shape(32, 8, 8));
    private static readonly Layout Bordered = Image with { Halo = new Halo(1, 1, 1, 1) };

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    [InlineData(1f)]
    public void Forward_drops_the_share_p_and_scales_the_rest(float p)
    {
        var output = Forward(Ones(Bordered, 4), Image, p, seed: 5, 0, 4);
        int total = 4 * 32 * 64;
        int dropped = 0;
        output.ForEach(32, (n, c, y, x) =>
        {
            float value = output[n, c, y, x];
            dropped += value == 0 ? 1 : 0;
            Assert.True(value == 0 || value == 1 / (1 - p), $"{value}");
        });

        // Five standard deviations of a binomial.
        Assert.InRange(dropped, (p * total) - (5 * Math.Sqrt(total * p * (1 - p))), (p * total) + (5 * Math.Sqrt(total * p * (1 - p))));
    }

    [Fact]
    public void The_mask_depends_on_seed_and_sample_only()
    {
        var whole = Forward(Ones(Image, 4), Image, 0.5f, seed: 5, 0, 4);
        var parts = Forward(Ones(Bordered, 4), Image, 0.5f, seed: 5, 2, 4);
        var other = Forward(Ones(Image, 4), Image, 0.5f, seed: 6, 0, 4);
        int sameSample = 0, sameSeed = 0, total = 0;
        whole.ForEach(32, (n, c, y, x) =>
        {
            Assert.True(n < 2 || whole[n, c, y, x] == parts[n, c, y, x]);
            total++;
            sameSample += n > 0 && whole[n, c, y, x] == whole[n - 1, c, y, x] ? 1 : 0;
            sameSeed += whole[n, c, y, x] == other[n, c, y, x] ? 1 : 0;
        });

        // Independent masks agree at half of their elements.
        Assert.InRange(sameSeed / (double)total, 0.46, 0.54);
        Assert.InRange(sameSample / (total * 0.75), 0.46, 0.54);
    }

    [Fact]
    public void The_mask_is_the_same_on_every_machine()
    {
        var output = Forward(Ones(Image, 1), Image, 0.5f, seed: 7, 0, 1);
        string mask = string.Concat(Enumerable.Range(0, 32).Select(c => output[0, c, 3, 4] == 0 ? '0' : '1'));
        Assert.Equal("10001011100001011010101000110011", mask);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradient_has_the_mask_of_the_forward_pass(bool accumulate)
    {
        var mask = Forward(Ones(Image, 3), Image, 0.3f, seed: 9, 0, 3);
        var values = new KernelValues(51);
        var dy = KernelImage.Input(Image, 3, values.Next);
        var dx = KernelImage.Output(Bordered, 3, accumulate ? values.Next : null);
        var before = dx.Clone();
        DropoutFunction.Gradient(
            ref dy.Data[dy.Origin], ref dx.Data[dx.Origin], 8, 8, Image.Pitch,
            Image.RowStride, Image.SampleStride, Bordered.RowStride, Bordered.SampleStride, 0.3f, 9, accumulate, 1, 3);

        dx.AssertEquals(before, 1, 3, (n, c, y, x) =>
            new((dy[n, c, y, x] * (double)mask[n, c, y, x]) + (accumulate ? before[n, c, y, x] : 0), 3, 2));
    }

    private static KernelImage Ones(Layout layout, int samples) => KernelImage.Input(layout, samples, () => 1);

    private static KernelImage Forward(KernelImage input, Layout output, float p, ulong seed, int first, int last)
    {
        var result = KernelImage.Output(output, input.Samples);
        DropoutFunction.Forward(
            ref input.Data[input.Origin], ref result.Data[result.Origin], output.Height, output.Width, output.Pitch,
            input.Layout.RowStride, input.Layout.SampleStride, output.RowStride, output.SampleStride, p, seed, first, last);
        return result;
    }
}
