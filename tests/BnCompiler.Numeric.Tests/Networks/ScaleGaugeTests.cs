using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// <see cref="ScaleGauge.UnitNorm"/> is a change of coordinates: a step of length zero puts scale-free rows on their sphere, and every prediction stays. ε is far below
/// rounding here, but where a test says what it leaves.
/// </summary>
public sealed class ScaleGaugeTests(ScaleGaugeTests.Compiled compiled) : IClassFixture<ScaleGaugeTests.Compiled>
{
    private const int Threads = 2;
    private static readonly BatchNormSpec BatchNorm = new(Epsilon: 1e-14) { Values = BatchNormValues.SignedGamma };
    private static readonly Window Three = new(3);
    private static readonly Window Padded = new(3) { Padding = 1 };

    private static readonly (string Name, NetSpec Spec, string[] ScaleFree)[] Networks =
    [
        ("Linear", new(Extent.Features(7), new LinearSpec(19), BatchNorm, new TanhSpec(), new LinearSpec(3)) { Batch = 6 }, ["linear1.weight"]),
        ("Conv, MaxPool in between", new(
            Extent.Image(3, 8, 7), new Conv2dSpec(17, Padded, Bias: false), new ReLUSpec(), new MaxPool2dSpec(new Window(2) { Stride = 2 }), BatchNorm, new ReLUSpec()),
            ["conv1.weight"]),
        ("Flatten repeats", new(Extent.Image(2, 5, 4), new Conv2dSpec(5, Three), new FlattenSpec(), BatchNorm, new LinearSpec(3)) { Batch = 7 }, ["conv1.weight"]),
        ("Depthwise repeats", new(
            Extent.Image(3, 6, 6), new Conv2dSpec(9, new Window(1), Bias: false), new Conv2dSpec(18, Padded, 9, Bias: false), BatchNorm, new SigmoidSpec()),
            ["conv1.weight", "conv2.weight"]),
        ("As a whole", new(
            Extent.Image(3, 6, 6), new Conv2dSpec(5, Three, Bias: false), new LeakyReLUSpec(0.1), new Conv2dSpec(6, Padded), BatchNorm, new FlattenSpec(),
            new LinearSpec(4, Bias: false), new LinearSpec(5), BatchNorm) { Batch = 6 },
            ["conv1.weight", "conv2.weight", "linear1.weight", "linear2.weight"]),
        ("Transposed", new(Extent.Image(4, 4, 3), new ConvTranspose2dSpec(6, new Window(3) { Stride = 2 }, 2), BatchNorm, new TanhSpec()), ["conv_transpose1.weight"]),
        ("Slices and another order", new(
            Extent.Image(2, 5, 5), new Conv2dSpec(4, Padded, Bias: false), new Conv2dSpec(2, Padded, Bias: false) { From = "input" }, new ConcatSpec("conv1"), new ChannelShuffleSpec(2), BatchNorm,
            new TanhSpec()),
            ["conv1.weight", "conv2.weight"]),
        ("Two BatchNorms read it", new(
            Extent.Image(2, 5, 5), new Conv2dSpec(6, Padded), BatchNorm, new TanhSpec(), BatchNorm with { From = "conv1" }, new MultiplySpec("tanh1")),
            ["conv1.weight"]),
        ("Residual", new(
            Extent.Image(3, 6, 6), new Conv2dSpec(8, Padded), BatchNorm, new ReLUSpec(), new Conv2dSpec(8, Padded), BatchNorm, new AddSpec("relu1"), new ReLUSpec(),
            new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(4)),
            ["conv1.weight", "conv2.weight"]),
    ];

    public static TheoryData<string> Cases => [.. Networks.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void PredictionsOfBothModesStay(string name)
    {
        using var setup = Setup(name);
        var expected = setup.Reference.Forward(setup.Input, training: false);
        setup.ApplyGauge(new Sgd(0) { Gauge = ScaleGauge.UnitNorm });

        // Rounding the scaled weights adds no more than the forward pass itself does.
        double[] errors = [.. expected.Errors.Select(error => 2 * error)];
        float[] actual = new float[expected.Values.Length];
        setup.Trainer.Predict(setup.Batch, actual);
        new Comparison().Check("Predict with running statistics", actual, expected.Values, errors);
        Array.Fill(actual, float.NaN);
        setup.Network.Fold()(setup.Batch, actual);
        new Comparison().Check("Predict after folding", actual, expected.Values, errors);

        expected = setup.Reference.Forward(setup.Input, training: true);
        errors = [.. expected.Errors.Select(error => 2 * error)];
        new Comparison().Check("Forward with batch statistics", setup.Trainer.Forward(setup.Batch), expected.Values, errors);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RowsLieOnTheirSphere(string name)
    {
        using var setup = Setup(name);
        setup.ApplyGauge(new Sgd(0) { Gauge = ScaleGauge.UnitNorm });
        var layout = setup.Network.Parameters.Layout;
        Assert.Equal(Networks.Single(network => network.Name == name).ScaleFree, layout.ScaleFree.Select(weight => weight.Name));
        foreach (var weight in layout.ScaleFree)
        {
            float[] values = setup.Network.Parameters[weight.Name].Values.ToArray();
            int row = values.Length / weight.Rows;
            foreach (float[] part in values.Chunk(row))
            {
                // The factor is rounded once, each value once.
                double norm = Math.Sqrt(part.Sum(value => (double)value * value));
                Assert.Equal(1, norm / weight.GaugeNorm, 2 * Rounding.Unit);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsOfScaledRowsAreDivided(string name)
    {
        using var setup = Setup(name);
        setup.Reference.Forward(setup.Input, training: true);
        setup.Reference.Backward(setup.OutputGradient);
        var before = setup.Network.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Values.ToArray());
        setup.ApplyGauge(new Sgd(0) { Gauge = ScaleGauge.UnitNorm });
        setup.Trainer.Forward(setup.Batch);
        setup.Trainer.Backward([.. setup.OutputGradient.Values.Select(value => (float)value)]);
        foreach (var parameter in setup.Network.Parameters.Where(parameter => parameter.IsTrainable))
        {
            var reference = setup.Reference[parameter.Name];
            double[] factors = [.. parameter.Values.ToArray().Zip(before[parameter.Name], (after, old) => old == 0 ? 1 : (double)after / old)];
            new Comparison().Check(
                $"∂L/∂{parameter.Name}", setup.Trainer.Gradients.Slice(parameter.Offset, parameter.Length),
                [.. reference.Gradient.Zip(factors, (gradient, factor) => gradient / factor)],
                [.. reference.GradientErrors.Zip(factors, (error, factor) => 2 * error / factor)]);
        }
    }

    [Fact]
    public void ResidualIsThatOfEpsilon()
    {
        const double epsilon = 0.25;
        var spec = new NetSpec(Extent.Features(5), new LinearSpec(8), new BatchNormSpec(epsilon, Affine: false)) { Batch = 6 };
        using var networks = new CompiledNetworks(spec);
        using var setup = new GaugeSetup(spec, networks[0], seed: 4);
        float[] weights = setup.Network.Parameters["linear1.weight"].Values.ToArray();
        var before = setup.Reference.Forward(setup.Input, training: false);
        setup.ApplyGauge(new Sgd(0) { Gauge = ScaleGauge.UnitNorm });
        float[] after = new float[before.Values.Length];
        setup.Trainer.Predict(setup.Batch, after);
        double largest = 0;
        for (int i = 0; i < after.Length; i++)
        {
            int channel = i % 8;
            double squaredFactor = 1 / weights.Skip(5 * channel).Take(5).Sum(weight => (double)weight * weight);
            double variance = setup.Network.Parameters["bn1.running_var"].Values[channel];
            double slope = Math.Sqrt(1 + ((squaredFactor - 1) * epsilon / (variance + epsilon)));
            Assert.Equal(slope * before.Values[i], after[i], Rounding.Safety * 2 * slope * before.Errors[i]);
            largest = Math.Max(largest, Math.Abs(slope - 1));
        }

        Assert.True(largest > 0.1, "The factors are too close to 1 to tell.");
    }

    [Fact]
    public void TrainingKeepsTheNormAndLearnsTheSameOnAnyRun()
    {
        using var first = Setup("Residual");
        using var second = Setup("Residual");
        Train(first);
        Train(second);
        Assert.Equal(first.Network.Parameters.Block.ToArray(), second.Network.Parameters.Block.ToArray());
        foreach (var weight in first.Network.Parameters.Layout.ScaleFree)
        {
            foreach (float[] row in first.Network.Parameters[weight.Name].Values.ToArray().Chunk(first.Network.Parameters[weight.Name].Length / weight.Rows))
            {
                Assert.Equal(1, Math.Sqrt(row.Sum(value => (double)value * value)), 2 * Rounding.Unit);
            }
        }
    }

    private static void Train(GaugeSetup setup)
    {
        var optimizer = new AdamW(0.01) { Gauge = ScaleGauge.UnitNorm };
        float[] gradient = [.. setup.OutputGradient.Values.Select(value => (float)value)];
        for (int step = 0; step < 5; step++)
        {
            setup.Trainer.Forward(setup.Batch);
            setup.Trainer.Backward(gradient);
            optimizer.Step(setup.Trainer);
        }
    }

    private GaugeSetup Setup(string name)
    {
        int index = Array.FindIndex(Networks, network => network.Name == name);
        return new GaugeSetup(Networks[index].Spec, compiled.Networks[index], seed: index + 1);
    }

    /// <summary>All networks in one compilation, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks Networks { get; } = new([.. ScaleGaugeTests.Networks.Select(network => network.Spec)]);

        public void Dispose() => Networks.Dispose();
    }

    /// <summary>A network with random parameters, and the reference with the same.</summary>
    private sealed class GaugeSetup : IDisposable
    {
        public GaugeSetup(NetSpec spec, NetworkUnderTest network, int seed)
        {
            Network = network;
            Reference = new ReferenceNetwork(spec);
            var random = new RandomValues(seed);
            random.Fill(Reference);
            Batch = random.Normals(spec.Batch * spec.Input.Length);
            Input = Volume.Exact(Batch, spec.Batch, spec.Input);
            var output = spec.Shapes()!.Value[^1];
            OutputGradient = Volume.Exact(random.Normals(spec.Batch * output.Length), spec.Batch, output);
            network.Parameters.Load(CheckpointWriter.Write(Reference));
            Trainer = network.CreateTrainer(spec.Batch, Threads);
        }

        public NetworkUnderTest Network { get; }

        public ReferenceNetwork Reference { get; }

        public NetworkTrainer Trainer { get; }

        public float[] Batch { get; }

        public Volume Input { get; }

        public Volume OutputGradient { get; }

        public void ApplyGauge(Optimizer optimizer) => optimizer.Step(Network.Parameters, new float[Network.Parameters.Trainable.Length]);

        public void Dispose() => Trainer.Dispose();
    }
}
