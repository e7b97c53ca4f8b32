using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

/// <summary><see cref="ScaleGauge.UnitNorm"/> on parameters alone: norms, running statistics, and the states of the optimisers.</summary>
public class ScaleGaugeTests
{
    private const double Unit = 1.0 / (1 << 24);

    [Fact]
    public void RowsAndTheirStatisticsAreScaledTogether()
    {
        ParameterSet set = Values();
        float[] weight = set["w"].Values.ToArray();
        new Sgd(0) { Gauge = ScaleGauge.UnitNorm }.Step(set, new float[set.Trainable.Length]);
        for (int row = 0; row < 3; row++)
        {
            double factor = 1 / Norm(weight.AsSpan(row * 7, 7));
            for (int i = row * 7; i < (row + 1) * 7; i++)
            {
                Assert.Equal(weight[i] * factor, set["w"].Values[i], 2 * Unit * Math.Abs(weight[i] * factor));
            }

            // Channels 1 and 2 of the BatchNorm belong to row 0, 3 and 4 to row 1, … .
            foreach (int channel in new[] { 1 + (2 * row), 2 + (2 * row) })
            {
                Assert.Equal((channel + 1) * factor, set["bn.running_mean"].Values[channel], 3 * Unit * channel * factor);
                Assert.Equal((channel + 2) * factor * factor, set["bn.running_var"].Values[channel], 6 * Unit * (channel + 2) * factor * factor);
            }
        }

        Assert.Equal(1, set["bn.running_mean"].Values[0]);
        Assert.Equal(2, set["bn.running_var"].Values[0]);
        Assert.All(set["head"].Values.ToArray(), value => Assert.Equal(2, value));
    }

    [Fact]
    public void AWeightThatIsFreeAsAWholeGetsTheNormOfItsChannels()
    {
        ParameterLayout layout = Layout(new ScaleFreeWeight("w", Rows: 1, Channels: 3, [new ScaleFollower("bn", Rows: 1, Repeats: 7)]));
        ParameterSet set = Values(layout);
        double factor = Math.Sqrt(3) / Norm(set["w"].Values);
        new Sgd(0) { Gauge = ScaleGauge.UnitNorm }.Step(set, new float[set.Trainable.Length]);
        Assert.Equal(Math.Sqrt(3), Norm(set["w"].Values), 2 * Math.Sqrt(3) * Unit);
        Assert.All(Enumerable.Range(0, 7), channel => Assert.Equal((channel + 1) * factor, set["bn.running_mean"].Values[channel], 3 * Unit * (channel + 1) * factor));
    }

    [Fact]
    public void RowsWithoutADirectionAreLeftAlone()
    {
        ParameterSet set = Values();
        set["w"].Values[..7].Clear();
        set["w"].Values[7..14].Fill(1e-13f);
        set["w"].Values[20] = float.NaN;
        float[] before = set.Block.ToArray();
        new Sgd(0) { Gauge = ScaleGauge.UnitNorm }.Step(set, new float[set.Trainable.Length]);
        Assert.Equal(before, set.Block.ToArray());
    }

    [Fact]
    public void WithoutAGaugeNothingIsScaled()
    {
        ParameterSet set = Values();
        float[] before = set.Block.ToArray();
        new Sgd(0).Step(set, new float[set.Trainable.Length]);
        Assert.Equal(before, set.Block.ToArray());
    }

    [Fact]
    public void AMomentumIsAMeanOfGradients()
    {
        // The first step only fills the buffer with g, which the gauge makes g/a; the second moves by η·μ·g/a.
        ParameterSet set = Values();
        float[] gradient = Gradient(set);
        double[] start = Unit0(set, out double factor);
        Sgd optimizer = new(0.5) { Momentum = 0.5, Gauge = ScaleGauge.UnitNorm };
        optimizer.Step(set, gradient, learningRateFactor: 0);
        optimizer.Step(set, new float[set.Trainable.Length]);
        AssertRow(start.Select((value, i) => value - (0.5 * 0.5 * gradient[i] / factor)), set);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AdamsSecondMomentIsAMeanOfSquares(bool decoupled)
    {
        ParameterSet set = Values();
        float[] gradient = Gradient(set);
        double[] start = Unit0(set, out double factor);
        Optimizer optimizer = decoupled
            ? new AdamW(0.5) { WeightDecay = 0, Epsilon = 0.25, Gauge = ScaleGauge.UnitNorm }
            : new Adam(0.5) { Epsilon = 0.25, Gauge = ScaleGauge.UnitNorm };
        optimizer.Step(set, gradient, learningRateFactor: 0);
        optimizer.Step(set, new float[set.Trainable.Length]);
        AssertRow(
            start.Select((value, i) =>
            {
                double mean = 0.9 * 0.1 * gradient[i] / factor / (1 - (0.9 * 0.9));
                double square = 0.999 * 0.001 * gradient[i] * gradient[i] / (factor * factor) / (1 - (0.999 * 0.999));
                return value - (0.5 * mean / (Math.Sqrt(square) + 0.25));
            }),
            set);
    }

    [Fact]
    public void Steps_AllocateNothing()
    {
        ParameterSet set = Values();
        float[] gradient = Gradient(set);
        Adam optimizer = new(0.01) { Gauge = ScaleGauge.UnitNorm };
        for (int i = 0; i < 100; i++)
        {
            optimizer.Step(set, gradient);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        optimizer.Step(set, gradient);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("v", 3, 3, "bn", 3, 0, 0, 2)]
    [InlineData("bn.running_mean", 1, 1, "bn", 1, 0, 0, 1)]
    [InlineData("w", 2, 2, "bn", 2, 0, 0, 1)]
    [InlineData("w", 3, 2, "bn", 3, 0, 0, 2)]
    [InlineData("w", 3, 3, "head", 3, 0, 0, 2)]
    [InlineData("w", 3, 3, "bn", 3, 1, 0, 2)]
    [InlineData("w", 3, 3, "bn", 3, 0, 2, 2)]
    [InlineData("w", 3, 3, "bn", 3, 0, -1, 2)]
    public void AScaleFreeWeightMustFit(string name, int rows, int channels, string batchNorm, int followers, int firstRow, int firstChannel, int repeats)
    {
        ScaleFreeWeight weight = new(name, rows, channels, [new ScaleFollower(batchNorm, followers, firstRow, firstChannel, repeats)]);
        Assert.Contains($"'{name}'", Assert.Throws<ArgumentException>(() => Layout(weight)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownGaugeIsRefused()
    {
        ParameterSet set = Values();
        Assert.Throws<InvalidOperationException>(() => new Sgd { Gauge = (ScaleGauge)7 }.Step(set, new float[set.Trainable.Length]));
    }

    private static ParameterLayout Layout(params ScaleFreeWeight[] scaleFree)
    {
        ParameterLayout layout = Layouts.Of(
            Layouts.Define("w", ParameterKind.Weight, 3, 7),
            Layouts.Define("head", ParameterKind.Weight, 2, 3),
            Layouts.Define("bn.running_mean", ParameterKind.RunningMean, 7),
            Layouts.Define("bn.running_var", ParameterKind.RunningVariance, 7));
        return new ParameterLayout(layout.NetworkName, layout.Parameters, [], layout.TrainableLength, layout.TotalLength, [.. scaleFree]);
    }

    private static ParameterSet Values() => Values(Layout(new ScaleFreeWeight("w", Rows: 3, Channels: 3, [new ScaleFollower("bn", Rows: 3, FirstChannel: 1, Repeats: 2)])));

    private static ParameterSet Values(ParameterLayout layout)
    {
        ParameterSet set = Layouts.Filled(layout, 5);
        set["head"].Values.Fill(2);
        for (int channel = 0; channel < 7; channel++)
        {
            set["bn.running_mean"].Values[channel] = channel + 1;
            set["bn.running_var"].Values[channel] = channel + 2;
        }

        return set;
    }

    private static float[] Gradient(ParameterSet set)
    {
        float[] gradient = new float[set.Trainable.Length];
        for (int i = 0; i < 7; i++)
        {
            gradient[i] = 0.1f * (i + 1) * (i % 2 == 0 ? 1 : -1);
        }

        return gradient;
    }

    /// <summary>The first row on the unit sphere, and the factor that brings it there.</summary>
    private static double[] Unit0(ParameterSet set, out double factor)
    {
        double scale = 1 / Norm(set["w"].Values[..7]);
        factor = scale;
        return [.. set["w"].Values[..7].ToArray().Select(value => value * scale)];
    }

    private static void AssertRow(IEnumerable<double> expected, ParameterSet set)
    {
        double[] row = [.. expected];
        double norm = Math.Sqrt(row.Sum(value => value * value));

        // Some 20 roundings of numbers below 1 on the way.
        Assert.All(row.Zip(set["w"].Values[..7].ToArray()), pair => Assert.Equal(pair.First / norm, pair.Second, 20 * Unit));
    }

    private static double Norm(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }
}
