using BnCompiler.Generator.Ir;
using BnCompiler.Numeric.Tests.Kernels;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Runtime;

public sealed class PlanarImagesTests
{
    private const int Samples = 3;

    /// <summary>Channels, height, width, whether channels are padded, whether there is a halo.</summary>
    public static TheoryData<int, int, int, bool, bool> Layouts
    {
        get
        {
            var data = new TheoryData<int, int, int, bool, bool>();
            foreach (int channels in new[] { 1, 2, 3, 4, 7, 16, 17, 40 })
            {
                foreach (var (height, width) in new[] { (1, 1), (1, 5), (3, 4), (5, 7), (2, 19) })
                {
                    data.Add(channels, height, width, true, false);
                    data.Add(channels, height, width, true, true);
                    data.Add(channels, height, width, false, true);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Load_moves_every_value_and_clears_the_padding(int channels, int height, int width, bool padded, bool halo)
    {
        var layout = LayoutOf(channels, height, width, padded, halo);
        float[] planar = Planar(layout);
        var image = KernelImage.Output(layout, Samples);
        var before = image.Clone();
        PlanarImages.Load(
            ref planar[0], ref image.Data[image.Origin], channels, height, width, layout.Pitch, layout.RowStride, layout.SampleStride,
            accumulate: false, 1, Samples);

        image.AssertEquals(before, 1, Samples, (n, c, y, x) => Expected.Exactly(planar[Index(layout, n, c, y, x)]));
        AssertPaddingIsZero(image, 1, Samples);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Load_adds_when_asked_to(int channels, int height, int width, bool padded, bool halo)
    {
        var layout = LayoutOf(channels, height, width, padded, halo);
        float[] planar = Planar(layout);
        var image = KernelImage.Output(layout, Samples, new KernelValues(31).Next);
        var before = image.Clone();
        PlanarImages.Load(
            ref planar[0], ref image.Data[image.Origin], channels, height, width, layout.Pitch, layout.RowStride, layout.SampleStride,
            accumulate: true, 0, 2);

        image.AssertEquals(before, 0, 2, (n, c, y, x) => Expected.Exactly(planar[Index(layout, n, c, y, x)] + before[n, c, y, x]));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void LoadAffine_applies_scale_and_shift(int channels, int height, int width, bool padded, bool halo)
    {
        var layout = LayoutOf(channels, height, width, padded, halo);
        float[] planar = Planar(layout);
        float[] scale = [.. Enumerable.Range(0, layout.Pitch).Select(c => 0.5f + c)];
        float[] shift = [.. Enumerable.Range(0, layout.Pitch).Select(c => 3f - c)];
        var image = KernelImage.Output(layout, Samples);
        var before = image.Clone();
        PlanarImages.LoadAffine(
            ref planar[0], ref image.Data[image.Origin], ref scale[0], ref shift[0],
            channels, height, width, layout.Pitch, layout.RowStride, layout.SampleStride, 1, 2);

        image.AssertEquals(before, 1, 2, (n, c, y, x) =>
        {
            double product = (double)scale[c] * planar[Index(layout, n, c, y, x)];
            return new(product + shift[c], Math.Abs(product) + Math.Abs(shift[c]), 2);
        });
        AssertPaddingIsZero(image, 1, 2);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Store_is_the_way_back(int channels, int height, int width, bool padded, bool halo)
    {
        var layout = LayoutOf(channels, height, width, padded, halo);
        var image = KernelImage.Input(layout, Samples, new KernelValues(32).Next);
        float[] planar = [.. Enumerable.Repeat(-9f, Planar(layout).Length)];
        PlanarImages.Store(
            ref image.Data[image.Origin], ref planar[0], channels, height, width, layout.Pitch, layout.RowStride, layout.SampleStride, 1, Samples);

        Assert.All(planar[..(channels * height * width)], value => Assert.Equal(-9f, value));
        image.ForEach(channels, (n, c, y, x) => Assert.Equal(n == 0 ? -9f : image[n, c, y, x], planar[Index(layout, n, c, y, x)]));
    }

    private static Layout LayoutOf(int channels, int height, int width, bool padded, bool halo) =>
        Layout.For(new Shape(channels, height, width), halo ? new Halo(1, 2, 1, 3) : Halo.None, padded);

    private static float[] Planar(Layout layout)
    {
        var values = new KernelValues(33);
        return [.. Enumerable.Range(0, Samples * layout.Channels * layout.Height * layout.Width).Select(_ => values.Next())];
    }

    private static int Index(Layout layout, int n, int c, int y, int x) =>
        (((((n * layout.Channels) + c) * layout.Height) + y) * layout.Width) + x;

    private static void AssertPaddingIsZero(KernelImage image, int first, int last) =>
        image.ForEach(image.Layout.Pitch, (n, c, y, x) =>
        {
            if (n >= first && n < last && c >= image.Layout.Channels)
            {
                Assert.Equal(0, image[n, c, y, x]);
            }
        });
}
