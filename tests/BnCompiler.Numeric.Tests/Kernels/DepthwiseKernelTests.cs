using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Numeric.Tests.Kernels;

public sealed class DepthwiseKernelTests
{
    private const int Samples = 3;

    private static readonly Dictionary<string, Geometry> Geometries = new()
    {
        ["3x3"] = new(8, 8, new(3, 3, 1, 1, 1, 1, 1, 1)),
        ["3x3, width 7"] = new(5, 7, new(3, 3, 1, 1, 1, 1, 1, 1)),
        ["3x3, width 13"] = new(3, 13, new(3, 3, 1, 1, 1, 1, 1, 1)),
        ["3x3, unpadded"] = new(7, 9, new(3, 3, 1, 1, 0, 0, 1, 1)),
        ["3x3, stride 2"] = new(9, 14, new(3, 3, 2, 2, 1, 1, 1, 1)),
        ["3x3, stride 2, even"] = new(8, 8, new(3, 3, 2, 2, 1, 1, 1, 1)),
        ["3x3, stride 3x2"] = new(10, 11, new(3, 3, 3, 2, 0, 1, 1, 1)),
        ["2x2, stride 3"] = new(9, 10, new(2, 2, 3, 3, 0, 0, 1, 1)),
        ["1x1"] = new(4, 5, new(1, 1, 1, 1, 0, 0, 1, 1)),
        ["1x1, one pixel"] = new(1, 1, new(1, 1, 1, 1, 0, 0, 1, 1)),
        ["3x3, one pixel"] = new(1, 1, new(3, 3, 1, 1, 1, 1, 1, 1)),
        ["5x5"] = new(10, 9, new(5, 5, 1, 1, 2, 2, 1, 1)),
        ["5x5, stride 2"] = new(11, 20, new(5, 5, 2, 2, 2, 2, 1, 1)),
        ["7x11, stride 2x1"] = new(14, 13, new(7, 11, 2, 1, 3, 5, 1, 1)),
        ["3x3, dilation 2"] = new(9, 8, new(3, 3, 1, 1, 2, 2, 2, 2)),
        ["3x3, stride 2, dilation 3"] = new(12, 11, new(3, 3, 2, 2, 3, 1, 3, 3)),
        ["5x5, stride 4x2, dilation 2"] = new(18, 15, new(5, 5, 4, 2, 4, 3, 2, 2)),
        ["padding wider than the window"] = new(4, 4, new(2, 2, 1, 1, 3, 3, 1, 1)),
    };

    private static readonly Dictionary<string, Case> Cases = Geometries.Select((geometry, i) =>
        (geometry.Key, new Case(geometry.Value, ChannelCounts.InTurn(i), HasBias: i % 2 == 0))).ToDictionary();

    private static readonly Lazy<EmittedKernels> Emitted = new(() => new(Cases.Values.SelectMany(one => one.Kernels)));

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_is_a_convolution_of_each_channel(string name)
    {
        var one = Cases[name];
        var values = new KernelValues(21);
        var input = KernelImage.Input(one.Input, Samples, values.Next);
        float[] weights = values.PerTap(one.Input, one.Geometry.Taps), bias = values.PerChannel(one.Input), scale = values.PerChannel(one.Input), shift = values.PerChannel(one.Input);
        var output = KernelImage.Output(one.Output, Samples);
        var before = output.Clone();
        Emitted.Value.Run(one.Forward, 1, 3, [input, weights, .. one.HasBias ? [bias] : Array.Empty<object>(), scale, shift, output]);

        output.AssertEquals(before, 1, 3, (n, c, y, x) =>
        {
            double sum = one.HasBias ? bias[c] : 0;
            foreach (var (tap, row, column) in one.Geometry.Inside(y, x))
            {
                sum += (double)weights[(tap * one.Input.Pitch) + c] * input[n, c, row, column];
            }

            return new(Math.Max(0, (sum * scale[c]) + shift[c]), one.Geometry.Taps + 2, one.Geometry.Taps + 3);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void InputGradient_with_and_without_a_halo_is_the_adjoint(string name)
    {
        var one = Cases[name];
        foreach (var kernel in one.InputGradients)
        {
            var values = new KernelValues(22);
            float[] weights = values.PerTap(one.Input, one.Geometry.Taps);
            var outputGradient = KernelImage.Input(kernel.OutputGradient, Samples, values.Next);
            var inputGradient = KernelImage.Output(kernel.InputGradient, Samples, kernel.Accumulate ? values.Next : null);
            var before = inputGradient.Clone();
            var expected = new double[Samples, one.Channels, one.Geometry.Height, one.Geometry.Width];
            outputGradient.ForEach(one.Channels, (n, c, y, x) =>
            {
                foreach (var (tap, row, column) in one.Geometry.Inside(y, x))
                {
                    expected[n, c, row, column] += (double)weights[(tap * one.Input.Pitch) + c] * outputGradient[n, c, y, x];
                }
            });
            Emitted.Value.Run(kernel, 0, 2, outputGradient, weights, inputGradient);

            inputGradient.AssertEquals(before, 0, 2, (n, c, y, x) => new(
                expected[n, c, y, x] + (kernel.Accumulate ? before[n, c, y, x] : 0), one.Geometry.Taps + 1, one.Geometry.Taps + 2));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WeightGradient_adds_the_products_of_all_positions(string name)
    {
        var one = Cases[name];
        var values = new KernelValues(23);
        var input = KernelImage.Input(one.Input, Samples, values.Next);
        var outputGradient = KernelImage.Input(one.Output, Samples, values.Next);
        float[] weightGradient = [.. Enumerable.Repeat(0.25f, one.Geometry.Taps * one.Input.Pitch)];
        double[] expected = [.. weightGradient.Select(value => (double)value)];
        double[] magnitudes = [.. expected];
        outputGradient.ForEach(one.Channels, (n, c, y, x) =>
        {
            foreach (var (tap, row, column) in one.Geometry.Inside(y, x))
            {
                double product = (double)input[n, c, row, column] * outputGradient[n, c, y, x];
                expected[(tap * one.Input.Pitch) + c] += product;
                magnitudes[(tap * one.Input.Pitch) + c] += Math.Abs(product);
            }
        });
        Emitted.Value.Run(one.WeightGradient, 0, 1, input, outputGradient, weightGradient);
        Emitted.Value.Run(one.WeightGradient, 1, Samples, input, outputGradient, weightGradient);

        int positions = one.Output.Height * one.Output.Width;
        for (int i = 0; i < weightGradient.Length; i++)
        {
            if (i % one.Input.Pitch < one.Channels)
            {
                new Expected(expected[i], magnitudes[i], positions + Samples).AssertClose(weightGradient[i], $"tap {i / one.Input.Pitch}, channel {i % one.Input.Pitch}");
            }
        }
    }

    private sealed record Geometry(int Height, int Width, Window Window)
    {
        public int OutputHeight => ((Height + (2 * Window.PaddingHeight) - ((Window.KernelHeight - 1) * Window.DilationHeight) - 1) / Window.StrideHeight) + 1;

        public int OutputWidth => ((Width + (2 * Window.PaddingWidth) - ((Window.KernelWidth - 1) * Window.DilationWidth) - 1) / Window.StrideWidth) + 1;

        public int Taps => Window.KernelHeight * Window.KernelWidth;

        public IEnumerable<(int Tap, int Row, int Column)> Inside(int y, int x) =>
            from i in Enumerable.Range(0, Window.KernelHeight)
            from j in Enumerable.Range(0, Window.KernelWidth)
            let row = (y * Window.StrideHeight) - Window.PaddingHeight + (i * Window.DilationHeight)
            let column = (x * Window.StrideWidth) - Window.PaddingWidth + (j * Window.DilationWidth)
            where row >= 0 && row < Height && column >= 0 && column < Width
            select ((i * Window.KernelWidth) + j, row, column);
    }

    private sealed record Case(Geometry Geometry, int Channels, bool HasBias)
    {
        public Layout Input => Layout.For(
            new Shape(Channels, Geometry.Height, Geometry.Width),
            new Halo(Geometry.Window.PaddingHeight, Geometry.Window.PaddingWidth, Geometry.Window.PaddingHeight, Geometry.Window.PaddingWidth));

        public Layout Output => Layout.For(new Shape(Channels, Geometry.OutputHeight, Geometry.OutputWidth), new Halo(0, 1, 1, 0));

        public DepthwiseKernel Forward => new(
            Geometry.Window,
            Input,
            Output,
            HasBias,
            ImmutableArray.Create<EpilogueOperation>(new AffineOperation(), new ActivationOperation(TestActivation.ReLU.Activation)));

        /// <summary>The gradient of the output with as much halo as any window needs, and with none.</summary>
        public IEnumerable<DepthwiseInputGradientKernel> InputGradients =>
            from halo in new[] { new Halo(24, 24, 24, 24), Halo.None }
            from accumulate in new[] { false, true }
            select new DepthwiseInputGradientKernel(Geometry.Window, Output with { Halo = halo }, Input, accumulate);

        public DepthwiseWeightGradientKernel WeightGradient => new(Geometry.Window, Input, Output);

        public IEnumerable<Kernel> Kernels => [Forward, .. InputGradients, WeightGradient];
    }
}
