using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>A BatchNorm with frozen statistics: training normalises with the running ones and leaves them alone; γ and β are learned.</summary>
public sealed class FrozenBatchNormTests(FrozenBatchNormTests.Compiled compiled) : IClassFixture<FrozenBatchNormTests.Compiled>
{
    private static readonly BatchNormSpec Frozen = new(Frozen: true) { Values = BatchNormValues.SignedGamma };
    private static readonly Extent Image = Extent.Image(3, 7, 6);
    private static readonly Window Padded = new(3) { Padding = 1 };

    private static readonly (string Name, NetSpec Spec, string[] Eliminated)[] Networks =
    [
        ("Features", new(Extent.Features(5), new LinearSpec(19), Frozen, new LinearSpec(3)), []),
        ("One sample of features", new(Extent.Features(5), new LinearSpec(7), Frozen, new TanhSpec(), new LinearSpec(3)) { Batch = 1 }, []),
        ("One sample of one position", new(Image, new GlobalAvgPool2dSpec(), Frozen, new FlattenSpec(), new LinearSpec(3)) { Batch = 1 }, []),
        ("Conv, ReLU fused", new(Image, new Conv2dSpec(17, Padded), Frozen, new ReLUSpec(), new Conv2dSpec(5, Padded)), []),
        ("Not affine", new(Image, new Conv2dSpec(5, Padded), Frozen with { Affine = false }, new SigmoidSpec()), []),
        ("Not affine, nothing behind", new(Image, new Conv2dSpec(5, Padded), Frozen with { Affine = false }), []),
        ("Hostile γ", new(Image, new Conv2dSpec(6, Padded), Frozen with { Values = BatchNormValues.HostileGamma }, new LeakyReLUSpec(0.1)), []),
        ("Tiny variance", new(Image, new Conv2dSpec(6, Padded), Frozen with { Values = BatchNormValues.TinyVariance }, new LeakyReLUSpec(0.1)), []),
        ("Far mean", new(Image, new Conv2dSpec(6, Padded), Frozen with { Values = BatchNormValues.FarMean }), []),
        ("On the input", new(Image, Frozen, new Conv2dSpec(4, Padded)), []),
        ("A branch adds its gradient", new(Image, new Conv2dSpec(4, Padded), Frozen, new SiLUSpec(), new AddSpec("conv1"), new Conv2dSpec(2, new Window(2))), []),
        ("A branch adds its gradient, nothing fused", new(
            Image, new Conv2dSpec(4, Padded), new TanhSpec(), Frozen with { From = "conv1" }, new AddSpec("conv1", "tanh1"), new Conv2dSpec(2, new Window(2))), []),
        ("In front of one that is not frozen", new(Image, new Conv2dSpec(4, Padded), Frozen, new Conv2dSpec(6, new Window(3)), new BatchNormSpec(), new ReLUSpec()), ["conv1.bias", "bn1.bias", "conv2.bias"]),
        ("Behind one that is not frozen", new(Image, new Conv2dSpec(4, Padded), new BatchNormSpec(), Frozen, new ReLUSpec()), ["conv1.bias"]),
        ("Two of them", new(Image, new Conv2dSpec(4, Padded), Frozen, new ReLUSpec(), new Conv2dSpec(4, Padded), Frozen, new AddSpec("relu1"), new ReLUSpec()), []),
    ];

    public static TheoryData<string> Cases => [.. Networks.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ComputesWhatItDeclares(string name)
    {
        int index = Array.FindIndex(Networks, network => network.Name == name);
        for (int threads = 1; threads <= 2; threads++)
        {
            NetworkComparison.CheckAll(Networks[index].Spec, compiled.Networks[index], seed: (2 * index) + threads, threads, new Comparison());
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void OnlyABatchsMeanMakesABiasRedundant(string name)
    {
        int index = Array.FindIndex(Networks, network => network.Name == name);
        Assert.Equal(Networks[index].Eliminated, compiled.Networks[index].Parameters.Layout.Eliminated.Select(parameter => parameter.Name));
    }

    [Fact]
    public void StatisticsStayAndTrainingPredictsWhatPredictDoes()
    {
        int index = Array.FindIndex(Networks, network => network.Name == "Conv, ReLU fused");
        var network = compiled.Networks[index];
        var random = new RandomValues(9);
        network.Parameters.Initialize(3);
        network.Parameters["bn1.running_mean"].Values.Fill(0.25f);
        network.Parameters["bn1.running_var"].Values.Fill(2);
        using var trainer = network.CreateTrainer(4, threads: 2);
        float[] input = random.Normals(3 * trainer.InputLength);
        float[] predicted = new float[3 * trainer.OutputLength];
        trainer.Predict(input, predicted);

        Assert.Equal(predicted, trainer.Forward(input).ToArray());
        Assert.All(network.Parameters["bn1.running_mean"].Values.ToArray(), mean => Assert.Equal(0.25f, mean));
        Assert.All(network.Parameters["bn1.running_var"].Values.ToArray(), variance => Assert.Equal(2, variance));
    }

    [Theory]
    [InlineData("One sample of features", 1)]
    [InlineData("Behind one that is not frozen", 1)]
    public void NoBatchIsTooSmall(string name, int expected)
    {
        int index = Array.FindIndex(Networks, network => network.Name == name);
        using var trainer = compiled.Networks[index].CreateTrainer(2, threads: 1);
        Assert.Equal(expected, trainer.MinimumBatchSize);
    }

    [Fact]
    public void BackwardIsThatOfPyTorchsEval()
    {
        // By hand: γ = 2, v + ε = 4, μ = 1; r = 1/2, x̂ = (x − 1)/2, dx = γ·r·dy = dy, dγ = Σ dy·x̂, dβ = Σ dy.
        var spec = new NetSpec(Extent.Features(1), new LinearSpec(1, Bias: false), new BatchNormSpec(Epsilon: 1, Frozen: true)) { Batch = 3 };
        using var networks = new CompiledNetworks(spec);
        var network = networks[0];
        network.Parameters["linear1.weight"].Values[0] = 1;
        network.Parameters["bn1.weight"].Values[0] = 2;
        network.Parameters["bn1.bias"].Values[0] = 10;
        network.Parameters["bn1.running_mean"].Values[0] = 1;
        network.Parameters["bn1.running_var"].Values[0] = 3;
        using var trainer = network.CreateTrainer(3, threads: 1);
        Assert.Equal([10f, 12f, 6f], trainer.Forward([1f, 3f, -3f]).ToArray());
        trainer.Backward([1f, 10f, 100f]);
        float Gradient(string name) => trainer.Gradients[network.Parameters[name].Offset];
        Assert.Equal(0 + (10 * 1) + (100 * -2), Gradient("bn1.weight"));
        Assert.Equal(111, Gradient("bn1.bias"));
        Assert.Equal((1 * 1) + (3 * 10) + (-3 * 100), Gradient("linear1.weight"));
    }

    /// <summary>All networks in one compilation, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks Networks { get; } = new([.. FrozenBatchNormTests.Networks.Select(network => network.Spec)]);

        public void Dispose() => Networks.Dispose();
    }
}
