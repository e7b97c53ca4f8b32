using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Numeric.Tests.Kernels;

public sealed class PoolKernelTests
{
    private const int Samples = 3;

    private static readonly Dictionary<string, PoolGeometry> Geometries = new()
    {
        ["tiles"] = new(8, 6, new(2, 2, 2, 2, 0, 0, 1, 1)),
        ["tiles with a rest"] = new(7, 9, new(2, 2, 2, 2, 0, 0, 1, 1)),
        ["gaps"] = new(11, 8, new(2, 1, 3, 2, 0, 0, 1, 1)),
        ["overlap"] = new(7, 8, new(3, 3, 2, 2, 0, 0, 1, 1)),
        ["padding, even"] = new(8, 8, new(3, 3, 2, 2, 1, 1, 1, 1)),
        ["padding, odd"] = new(7, 7, new(3, 3, 2, 2, 1, 1, 1, 1)),
        ["padding without overlap"] = new(6, 6, new(2, 2, 2, 2, 1, 1, 1, 1)),
        ["one axis"] = new(1, 12, new(1, 4, 1, 2, 0, 2, 1, 1)),
        ["larger than the image"] = new(2, 3, new(5, 5, 1, 1, 2, 2, 1, 1)),
        ["large window"] = new(14, 14, new(7, 7, 7, 7, 0, 0, 1, 1)),
        ["large window, padding"] = new(9, 12, new(7, 6, 3, 2, 3, 3, 1, 1)),
        ["dilation"] = new(9, 10, new(3, 2, 1, 2, 0, 0, 2, 3)),
        ["dilation, padding"] = new(8, 7, new(3, 3, 2, 1, 1, 1, 2, 3)),
        ["whole image"] = new(6, 7, new(6, 7, 1, 1, 0, 0, 1, 1)),
        ["one pixel"] = new(1, 1, new(1, 1, 1, 1, 0, 0, 1, 1)),
    };

    private static readonly Dictionary<string, Case> Cases = Geometries.SelectMany((geometry, i) => new[]
    {
        (geometry.Key + ", no halo", new Case(geometry.Value, ChannelCounts.InTurn(i), Halo.None)),
        (geometry.Key + ", halo", new Case(geometry.Value, ChannelCounts.InTurn(i + 1), new Halo(3, 3, 3, 3))),
    }).ToDictionary();

    private static readonly Dictionary<string, Case> Averages = Cases.Where(pair => pair.Value.Geometry.Window.DilationHeight == 1).ToDictionary();

    private static readonly Lazy<EmittedKernels> Emitted = new(() => new(
        [.. Cases.Values.SelectMany(one => one.MaxKernels), .. Averages.Values.SelectMany(one => one.AverageKernels)]));

    public static TheoryData<string> MaxNames => [.. Cases.Keys];

    public static TheoryData<string> AverageNames => [.. Averages.Keys];

    [Theory]
    [MemberData(nameof(MaxNames))]
    public void MaxPool_is_the_largest_inside_the_image_then_the_epilogue(string name)
    {
        var one = Cases[name];
        var values = new KernelValues(11);
        var input = KernelImage.Input(one.Input, Samples, values.Next);
        var output = KernelImage.Output(one.Output, Samples);
        float[] scale = values.PerChannel(one.Output), shift = values.PerChannel(one.Output);
        var before = output.Clone();
        Emitted.Value.Run(one.Max, 1, 3, input, scale, shift, output);

        output.AssertEquals(before, 1, 3, (n, c, y, x) =>
            new((one.Geometry.Inside(y, x).Max(at => (double)input[n, c, at.Row, at.Column]) * scale[c]) + shift[c], 2, 2));
    }

    [Theory]
    [InlineData("tiles, no halo")]
    [InlineData("padding, odd, no halo")]
    [InlineData("large window, padding, halo")]
    public void MaxPool_hands_on_every_NaN(string name)
    {
        var one = Cases[name];
        var values = new KernelValues(12);
        var random = new Random(12);
        var input = KernelImage.Input(one.Input, Samples, () => random.Next(8) == 0 ? float.NaN : values.Next());
        var output = KernelImage.Output(one.Output, Samples);
        float[] scale = values.PerChannel(one.Output), shift = values.PerChannel(one.Output);
        var before = output.Clone();
        Emitted.Value.Run(one.Max, 0, Samples, input, scale, shift, output);

        output.AssertEquals(before, 0, Samples, (n, c, y, x) =>
        {
            var inside = one.Geometry.Inside(y, x).Select(at => (double)input[n, c, at.Row, at.Column]).ToArray();
            return new(inside.Any(double.IsNaN) ? double.NaN : (inside.Max() * scale[c]) + shift[c], 2, 2);
        });
    }

    [Theory]
    [MemberData(nameof(MaxNames))]
    public void MaxPoolGradient_goes_to_the_first_maximum(string name)
    {
        var one = Cases[name];
        foreach (bool accumulate in new[] { false, true })
        {
            var values = new KernelValues(13);
            var input = KernelImage.Input(one.Input, Samples, values.NextCoarse);
            var output = new KernelImage(one.Output, Samples);
            var outputGradient = KernelImage.Input(one.Output, Samples, values.Next);
            var inputGradient = KernelImage.Output(one.Input, Samples, accumulate ? values.Next : null);
            var before = inputGradient.Clone();
            var expected = one.ExpectedGradient(before, accumulate);
            output.ForEach(one.Output.Channels, (n, c, y, x) =>
            {
                var first = one.Geometry.Inside(y, x).MaxBy(at => input[n, c, at.Row, at.Column]);
                output[n, c, y, x] = input[n, c, first.Row, first.Column];
                expected[n, c, first.Row, first.Column] += outputGradient[n, c, y, x];
            });
            Emitted.Value.Run(one.MaxGradient(accumulate), 0, 2, input, output, outputGradient, inputGradient);

            inputGradient.AssertEquals(before, 0, 2, (n, c, y, x) => one.Summed(expected[n, c, y, x]));
        }
    }

    [Theory]
    [MemberData(nameof(AverageNames))]
    public void AveragePool_divides_by_the_positions_that_count(string name)
    {
        var one = Averages[name];
        foreach (bool countIncludePad in new[] { false, true })
        {
            var values = new KernelValues(14);
            var input = KernelImage.Input(one.Input, Samples, values.Next);
            var output = KernelImage.Output(one.Output, Samples);
            var before = output.Clone();
            Emitted.Value.Run(one.Average(countIncludePad), 0, 2, input, output);

            output.AssertEquals(before, 0, 2, (n, c, y, x) => new(
                Math.Max(0, one.Geometry.Inside(y, x).Sum(at => (double)input[n, c, at.Row, at.Column]) / one.Geometry.Divisor(y, x, countIncludePad)),
                1,
                one.Geometry.Taps + 2));
        }
    }

    [Theory]
    [MemberData(nameof(AverageNames))]
    public void AveragePoolGradient_spreads_over_the_window(string name)
    {
        var one = Averages[name];
        foreach (var (countIncludePad, accumulate) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            var values = new KernelValues(15);
            var outputGradient = KernelImage.Input(one.Output, Samples, values.Next);
            var inputGradient = KernelImage.Output(one.Input, Samples, accumulate ? values.Next : null);
            var before = inputGradient.Clone();
            var expected = one.ExpectedGradient(before, accumulate);
            outputGradient.ForEach(one.Output.Channels, (n, c, y, x) =>
            {
                foreach (var (row, column) in one.Geometry.Inside(y, x))
                {
                    expected[n, c, row, column] += outputGradient[n, c, y, x] / (double)one.Geometry.Divisor(y, x, countIncludePad);
                }
            });
            Emitted.Value.Run(one.AverageGradient(countIncludePad, accumulate), 1, 3, outputGradient, inputGradient);

            inputGradient.AssertEquals(before, 1, 3, (n, c, y, x) => one.Summed(expected[n, c, y, x]));
        }
    }

    private sealed record PoolGeometry(int Height, int Width, Window Window)
    {
        public int OutputHeight => ((Height + (2 * Window.PaddingHeight) - ((Window.KernelHeight - 1) * Window.DilationHeight) - 1) / Window.StrideHeight) + 1;

        public int OutputWidth => ((Width + (2 * Window.PaddingWidth) - ((Window.KernelWidth - 1) * Window.DilationWidth) - 1) / Window.StrideWidth) + 1;

        public int Taps => Window.KernelHeight * Window.KernelWidth;

        /// <summary>The positions of a window that lie inside the image, row by row.</summary>
        public IEnumerable<(int Row, int Column)> Inside(int y, int x) =>
            from i in Enumerable.Range(0, Window.KernelHeight)
            from j in Enumerable.Range(0, Window.KernelWidth)
            let row = (y * Window.StrideHeight) - Window.PaddingHeight + (i * Window.DilationHeight)
            let column = (x * Window.StrideWidth) - Window.PaddingWidth + (j * Window.DilationWidth)
            where row >= 0 && row < Height && column >= 0 && column < Width
            select (row, column);

        public int Divisor(int y, int x, bool countIncludePad) => countIncludePad ? Taps : Inside(y, x).Count();
    }

    private sealed record Case(PoolGeometry Geometry, int Channels, Halo Halo)
    {
        public Layout Input => Layout.For(new Shape(Channels, Geometry.Height, Geometry.Width), Halo);

        public Layout Output => Layout.For(new Shape(Channels, Geometry.OutputHeight, Geometry.OutputWidth), new Halo(Halo.Top, 0, 0, Halo.Right));

        public MaxPoolKernel Max => new(Geometry.Window, Input, Output, ImmutableArray.Create<EpilogueOperation>(new AffineOperation()));

        public IEnumerable<Kernel> MaxKernels => [Max, MaxGradient(false), MaxGradient(true)];

        public IEnumerable<Kernel> AverageKernels =>
            [Average(false), Average(true), AverageGradient(false, false), AverageGradient(false, true), AverageGradient(true, false), AverageGradient(true, true)];

        public MaxPoolGradientKernel MaxGradient(bool accumulate) => new(Geometry.Window, Input, Output, Output, Input, accumulate);

        public AveragePoolKernel Average(bool countIncludePad) => new(
            Geometry.Window, countIncludePad, Input, Output, ImmutableArray.Create<EpilogueOperation>(new ActivationOperation(TestActivation.ReLU.Activation)));

        public AveragePoolGradientKernel AverageGradient(bool countIncludePad, bool accumulate) =>
            new(Geometry.Window, countIncludePad, Output, Input, accumulate);

        public Volume4 ExpectedGradient(KernelImage before, bool accumulate)
        {
            var expected = new Volume4(Samples, Channels, Geometry.Height, Geometry.Width);
            if (accumulate)
            {
                before.ForEach(Channels, (n, c, y, x) => expected[n, c, y, x] = before[n, c, y, x]);
            }

            return expected;
        }

        /// <summary>At most as many windows as taps share a position, and what was there before.</summary>
        public Expected Summed(double value) => new(value, Geometry.Taps + 1, Geometry.Taps + 2);
    }

    /// <summary>A four-dimensional array of doubles.</summary>
    private sealed class Volume4(int samples, int channels, int height, int width)
    {
        private readonly double[] values = new double[samples * channels * height * width];

        public ref double this[int n, int c, int y, int x] => ref values[(((((n * channels) + c) * height) + y) * width) + x];
    }
}
