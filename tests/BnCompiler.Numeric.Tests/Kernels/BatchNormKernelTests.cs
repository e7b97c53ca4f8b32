using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Kernels;

public sealed class BatchNormKernelTests
{
    // A float partial sum has at most 128 positions in up to four accumulators; a few roundings come on top.
    private const double PartialTerms = 128;
    private const int Samples = 7;

    private static readonly Dictionary<string, Case> Cases = (
        from size in new[] { (1, 1), (1, 3), (2, 2), (3, 5), (7, 7), (30, 24) }
        from halo in new[] { Halo.None, new Halo(1, 1, 1, 1) }
        from activation in new[] { null, null, TestActivation.ReLU, size.Item1 % 2 == 1 ? TestActivation.Sigmoid : TestActivation.Square }
        select (size, halo, activation)).Select((one, i) =>
        {
            var shape = new Shape(ChannelCounts.InTurn(i), one.size.Item1, one.size.Item2);
            return (
                $"{shape}, {(one.halo == Halo.None ? "no halo" : "halo")}, {one.activation?.Activation.Name ?? "linear"}",
                new Case(Layout.For(shape), one.halo, one.activation));
        }).ToDictionary();

    private static readonly BatchNormStatisticsKernel[] FarMeans =
        [.. new Shape[] { new(3, 1, 1), new(3, 30, 24), new(17, 2, 2) }.Select(shape => new BatchNormStatisticsKernel(Layout.For(shape)))];

    private static readonly Lazy<EmittedKernels> Emitted = new(() => new([.. Cases.Values.SelectMany(one => one.Kernels), .. FarMeans]));

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Statistics_of_several_calls_are_mean_and_centred_sum(string name)
    {
        var kernel = Cases[name].Statistics;
        var values = new KernelValues(3);
        AssertStatistics(kernel, values.Next, Samples);
    }

    [Theory]
    [InlineData(0, 300)]
    [InlineData(1, 5)]
    [InlineData(2, 200)]
    public void Statistics_keep_their_digits_when_the_mean_is_far_from_zero(int kernel, int samples)
    {
        var values = new KernelValues(4);
        AssertStatistics(FarMeans[kernel], () => 1000 + (0.001f * values.Next()), samples);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Normalise_is_the_formula(string name)
    {
        var one = Cases[name];
        var values = new KernelValues(5);
        var input = KernelImage.Input(one.Layout, Samples, values.Next);
        var vectors = new ChannelVectors(one.Layout, values);
        var output = KernelImage.Output(one.Normalise.Output, Samples);
        var before = output.Clone();
        Emitted.Value.Run(one.Normalise, 1, 5, input, vectors.Mean, vectors.Scale, vectors.Shift, output);

        // |u| ≤ 2·2 + 1, its square 25; no activation is steeper than 10 there.
        output.AssertEquals(before, 1, 5, (n, c, y, x) => new(one.Forward(vectors.Normalised(input, n, c, y, x)), 50, 6));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientSums_add_up_gradient_and_product(string name)
    {
        var one = Cases[name];
        var values = new KernelValues(6);
        var (input, outputGradient, vectors) = one.BackwardOperands(values, Samples);
        double[] sums = [.. Enumerable.Repeat(0.5, 2 * one.Layout.Pitch)];
        Emitted.Value.Run(one.Sums, 1, 6, input, outputGradient, vectors.Mean, vectors.InverseDeviation, vectors.Scale, vectors.Shift, sums);

        for (int c = 0; c < one.Layout.Channels; c++)
        {
            double sum = 0.5, product = 0.5, magnitude = 1, productMagnitude = 1;
            for (int n = 1; n < 6; n++)
            {
                for (int position = 0; position < one.Layout.Height * one.Layout.Width; position++)
                {
                    int y = position / one.Layout.Width, x = position % one.Layout.Width;
                    double gradient = one.Gradient(vectors, input, outputGradient, n, c, y, x);
                    double normalised = (input[n, c, y, x] - vectors.Mean[c]) * vectors.InverseDeviation[c];
                    sum += gradient;
                    product += gradient * normalised;
                    magnitude += one.GradientMagnitude;
                    productMagnitude += one.GradientMagnitude * (Math.Abs(normalised) + 1);
                }
            }

            new Expected(sum, magnitude, PartialTerms).AssertClose(sums[c], $"sum, channel {c}");
            new Expected(product, productMagnitude, PartialTerms).AssertClose(sums[one.Layout.Pitch + c], $"product, channel {c}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void InputGradient_is_the_formula(string name)
    {
        var one = Cases[name];
        foreach (var kernel in one.Gradients)
        {
            var values = new KernelValues(7);
            var (input, outputGradient, vectors) = one.BackwardOperands(values, Samples);
            float[] meanGradient = values.PerChannel(one.Layout), meanProduct = values.PerChannel(one.Layout);
            var inputGradient = KernelImage.Output(one.Layout, Samples, kernel.Accumulate ? values.Next : null);
            var before = inputGradient.Clone();
            Emitted.Value.Run(
                kernel, 2, Samples, input, outputGradient, vectors.Mean, vectors.InverseDeviation, vectors.Scale, vectors.Shift,
                meanGradient, meanProduct, inputGradient);

            inputGradient.AssertEquals(before, 2, Samples, (n, c, y, x) =>
            {
                double gradient = one.Gradient(vectors, input, outputGradient, n, c, y, x);
                double normalised = ((double)input[n, c, y, x] - vectors.Mean[c]) * vectors.InverseDeviation[c];
                double dx = vectors.Scale[c] * (gradient - meanGradient[c] - (normalised * meanProduct[c]));
                return new(dx + (kernel.Accumulate ? before[n, c, y, x] : 0), (2 * (one.GradientMagnitude + 1 + 6)) + 1, 10);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ColumnSums_add_up_all_positions(string name)
    {
        var kernel = Cases[name].ColumnSums;
        var layout = kernel.OutputGradient;
        var values = new KernelValues(8);
        var outputGradient = KernelImage.Input(layout, Samples, values.Next);
        double[] sums = new double[layout.Pitch];
        Emitted.Value.Run(kernel, 0, 4, outputGradient, sums);
        Emitted.Value.Run(kernel, 4, Samples, outputGradient, sums);

        double[] expected = new double[layout.Channels], magnitudes = new double[layout.Channels];
        outputGradient.ForEach(layout.Channels, (n, c, y, x) =>
        {
            expected[c] += outputGradient[n, c, y, x];
            magnitudes[c] += Math.Abs(outputGradient[n, c, y, x]);
        });
        for (int c = 0; c < layout.Channels; c++)
        {
            new Expected(expected[c], magnitudes[c], PartialTerms).AssertClose(sums[c], $"channel {c}");
        }
    }

    private static void AssertStatistics(BatchNormStatisticsKernel kernel, Func<float> next, int samples)
    {
        var layout = kernel.Input;
        var input = KernelImage.Input(layout, samples, next);
        double[] statistics = new double[BatchNormMath.StatisticsLength(layout.Pitch)];
        Emitted.Value.Run(kernel, 0, samples / 2, input, statistics);
        Emitted.Value.Run(kernel, samples / 2, samples, input, statistics);

        double count = samples * layout.Height * layout.Width;
        Assert.Equal(count, statistics[2 * layout.Pitch]);
        double[] means = new double[layout.Channels], squares = new double[layout.Channels];
        input.ForEach(layout.Channels, (n, c, y, x) => means[c] += input[n, c, y, x] / count);
        input.ForEach(layout.Channels, (n, c, y, x) => squares[c] += Math.Pow(input[n, c, y, x] - means[c], 2));
        for (int c = 0; c < layout.Channels; c++)
        {
            // Σd of n deviations is at most √(n·Σd²); the origin in float may itself be off by one rounding of the mean.
            double origin = Math.Abs(means[c]) / (1 << 20);
            double spread = Math.Sqrt(squares[c] / count) + origin;
            new Expected(means[c], spread, PartialTerms).AssertClose(statistics[c], $"mean, channel {c}");
            new Expected(squares[c], count * spread * spread, 2 * PartialTerms).AssertClose(statistics[layout.Pitch + c], $"squares, channel {c}");
        }
    }

    /// <summary>The vectors that a BatchNorm reads per channel; the scale is not tied to the deviation.</summary>
    private sealed class ChannelVectors(Layout layout, KernelValues values)
    {
        public float[] Mean { get; } = values.PerChannel(layout);

        public float[] InverseDeviation { get; } = values.PerChannel(layout, mean: 2);

        public float[] Scale { get; } = values.PerChannel(layout, deviation: 2);

        public float[] Shift { get; } = values.PerChannel(layout);

        public double Normalised(KernelImage input, int n, int c, int y, int x) =>
            (((double)input[n, c, y, x] - Mean[c]) * Scale[c]) + Shift[c];
    }

    private sealed record Case(Layout Layout, Halo Halo, TestActivation? Activation)
    {
        public BatchNormStatisticsKernel Statistics => new(Layout);

        public BatchNormKernel Normalise => new(
            Layout,
            Layout with { Halo = Halo },
            Activation is null ? [] : ImmutableArray.Create<EpilogueOperation>(new ActivationOperation(Activation.Activation)));

        public BatchNormGradientSumsKernel Sums => new(Layout, Layout with { Halo = Halo }, Activation?.Activation);

        public BatchNormGradientKernel[] Gradients =>
            [.. new[] { false, true }.Select(accumulate => new BatchNormGradientKernel(Layout, Layout with { Halo = Halo }, Layout, Activation?.Activation, accumulate))];

        public ColumnSumsKernel ColumnSums => new(Layout with { Halo = Halo });

        public IEnumerable<Kernel> Kernels => [Statistics, Normalise, Sums, .. Gradients, ColumnSums];

        /// <summary>A bound on |g|: |dy| ≤ 1 times the steepest slope, 2·|u| ≤ 10.</summary>
        public double GradientMagnitude => Activation == TestActivation.Square ? 10 : 1;

        public double Forward(double u) => Activation is null ? u : Activation.Forward(u);

        public double Gradient(ChannelVectors vectors, KernelImage input, KernelImage outputGradient, int n, int c, int y, int x) =>
            outputGradient[n, c, y, x] * (Activation is null ? 1 : Activation.Derivative(vectors.Normalised(input, n, c, y, x)));

        public (KernelImage Input, KernelImage OutputGradient, ChannelVectors Vectors) BackwardOperands(KernelValues values, int samples)
        {
            var input = KernelImage.Input(Layout, samples, values.Next);
            var outputGradient = KernelImage.Input(Layout with { Halo = Halo }, samples, values.Next);
            var vectors = new ChannelVectors(Layout, values);

            // On a kink float and double may see different sides: keep away from it.
            input.ForEach(Layout.Channels, (n, c, y, x) =>
                input[n, c, y, x] += Math.Abs(vectors.Normalised(input, n, c, y, x)) < 1e-5 ? 0.01f : 0);
            return (input, outputGradient, vectors);
        }
    }
}
