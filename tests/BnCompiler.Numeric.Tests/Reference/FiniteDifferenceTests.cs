namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>The reference's own backward against central differences of its forward: L = Σ g·y for a random g.</summary>
public sealed class FiniteDifferenceTests
{
    private const double Step = 1e-6;

    // Truncation grows with the third derivative, rounding with 2⁻⁵³/Step; both stay far below this for values near 1.
    private const double Tolerance = 2e-7;

    private static readonly Extent Image = Extent.Image(4, 5, 6);

    public static TheoryData<string> Cases => [.. Networks.Keys];

    private static Dictionary<string, NetSpec> Networks { get; } = new()
    {
        ["Linear"] = new(Extent.Features(5), new LinearSpec(4)),
        ["Conv2d"] = new(Image, new Conv2dSpec(6, new Window(3, 2) { StrideHeight = 2, Padding = 1, DilationWidth = 2 }, Groups: 2)),
        ["Depthwise"] = new(Image, new Conv2dSpec(8, new Window(3) { Padding = 1 }, Groups: 4, Bias: false)),
        ["BatchNorm1d"] = new(Extent.Features(5), new BatchNormSpec(Epsilon: 0.1)),
        ["BatchNorm2d"] = new(Image, new BatchNormSpec(Epsilon: 0.1), new BatchNormSpec(Affine: false)),
        ["FrozenBatchNorm"] = new(Image, new BatchNormSpec(Epsilon: 0.1, Frozen: true), new TanhSpec(), new BatchNormSpec(Affine: false, Frozen: true)),
        ["ReLU"] = new(Extent.Features(7), new ReLUSpec()),
        ["LeakyReLU"] = new(Extent.Features(7), new LeakyReLUSpec(0.2)),
        ["PReLU"] = new(Extent.Features(7), new PReLUSpec()),
        ["PReLUPerChannel"] = new(Image, new Conv2dSpec(3, new Window(1)), new PReLUSpec(3)),
        ["Conv1d"] = new(Extent.Sequence(4, 9), new Conv1dSpec(6, 3, Groups: 2) { Stride = 2, Padding = 2, Dilation = 2 }, new BatchNormSpec(Epsilon: 0.1), new FlattenSpec(), new LinearSpec(3)),
        ["GroupNorm"] = new(Image, new GroupNormSpec(2, 0.1), new GroupNormSpec(4, 0.1, Affine: false)),
        ["GroupNormOfFeatures"] = new(Extent.Features(6), new GroupNormSpec(2, 0.1)),
        ["InstanceNorm"] = new(Extent.Sequence(4, 7), new InstanceNormSpec(0.1, Affine: true), new InstanceNormSpec(0.1)),
        ["LayerNorm"] = new(Image, new LayerNormSpec(0.1), new LayerNormSpec(0.1, Affine: false)),
        ["LayerNormOfFeatures"] = new(Extent.Features(6), new LayerNormSpec(0.1)),
        ["Reshape"] = new(Image, new ReshapeSpec(Extent.Sequence(6, 20)), new TanhSpec(), new Conv1dSpec(2, 3), new ReshapeSpec(Extent.Features(36)), new LinearSpec(3)),
        ["Pools1d"] = new(Extent.Sequence(3, 14), new MaxPool1dSpec(3) { Stride = 1, Padding = 1 }, new AvgPool1dSpec(3) { Stride = 2, Padding = 1 }, new AdaptiveAvgPool1dSpec(3)),
        ["Sigmoid"] = new(Extent.Features(7), new SigmoidSpec()),
        ["Tanh"] = new(Extent.Features(7), new TanhSpec()),
        ["ReLU6"] = new(Extent.Features(7), new ReLU6Spec()),
        ["ELU"] = new(Extent.Features(7), new ELUSpec(0.7)),
        ["ELUNegative"] = new(Extent.Features(7), new ELUSpec(-1.5)),
        ["GELU"] = new(Extent.Features(7), new GELUSpec()),
        ["GELUTanh"] = new(Extent.Features(7), new GELUSpec("tanh")),
        ["SiLU"] = new(Extent.Features(7), new SiLUSpec()),
        ["HardSwish"] = new(Extent.Features(7), new HardSwishSpec()),
        ["HardSigmoid"] = new(Extent.Features(7), new HardSigmoidSpec()),
        ["Clamp"] = new(Extent.Features(7), new ClampSpec(-0.5, 0.75)),
        ["LogSoftmax1d"] = new(Extent.Features(7), new LogSoftmaxSpec()),
        ["LogSoftmax2d"] = new(Image, new LogSoftmaxSpec()),
        ["Softmax1d"] = new(Extent.Features(7), new SoftmaxSpec()),
        ["Softmax2d"] = new(Image, new SoftmaxSpec()),
        ["MaxPool2d"] = new(Image, new MaxPool2dSpec(new Window(3, 2) { Stride = 2, Padding = 1, DilationHeight = 2, CeilMode = true })),
        ["AvgPool2d"] = new(Image, new AvgPool2dSpec(new Window(3) { Stride = 2, Padding = 1, CeilMode = true })),
        ["AvgPool2dExcludePad"] = new(Image, new AvgPool2dSpec(new Window(3) { Stride = 2, Padding = 1 }, CountIncludePad: false)),
        ["GlobalAvgPool2d"] = new(Image, new GlobalAvgPool2dSpec()),
        ["GlobalMaxPool2d"] = new(Image, new GlobalMaxPool2dSpec()),
        ["AdaptiveAvgPool2d"] = new(Image, new AdaptiveAvgPool2dSpec(3, 4)),
        ["ZeroPad2d"] = new(Image, new ZeroPad2dSpec(1, 0, 2, 3)),
        ["UpsampleNearest"] = new(Image, new UpsampleSpec(2, 3)),
        ["UpsampleBilinear"] = new(Image, new UpsampleSpec(3, 2, Bilinear: true)),
        ["ChannelShuffle"] = new(Image, new ChannelShuffleSpec(2), new Conv2dSpec(2, new Window(2))),
        ["ConvTranspose2d"] = new(
            Image,
            new ConvTranspose2dSpec(6, new Window(3, 2) { StrideHeight = 2, Padding = 1, DilationWidth = 2 }, Groups: 2) { OutputPaddingHeight = 1 }),
        ["Flatten"] = new(Image, new FlattenSpec(), new LinearSpec(3)),
        ["Dropout"] = new(Image, new DropoutSpec()),
        ["Add"] = new(Image, new Conv2dSpec(4, new Window(1)), new TanhSpec(), new AddSpec("conv1", "input"), new AddSpec("add1")),
        ["Concat"] = new(Image, new Conv2dSpec(3, new Window(1)), new TanhSpec(), new ConcatSpec("conv1", "input"), new Conv2dSpec(2, new Window(3))),
        ["Multiply"] = new(
            Image, new Conv2dSpec(4, new Window(1)), new MultiplySpec("input", "conv1"), new GlobalAvgPool2dSpec(), new FlattenSpec(), new SigmoidSpec(),
            new MultiplySpec("multiply1", "global_avgpool1")),
        ["Chain"] = new(Image, new Conv2dSpec(5, new Window(3)), new BatchNormSpec(), new TanhSpec(), new AvgPool2dSpec(new Window(2)), new FlattenSpec(), new LinearSpec(3), new BatchNormSpec(), new SigmoidSpec()),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void BackwardMatchesCentralDifferences(string name)
    {
        var spec = Networks[name];
        var network = new ReferenceNetwork(spec);
        var random = new RandomValues(11);
        random.Fill(network);
        var input = Volume.Exact(random.Normals(spec.Batch * spec.Input.Length), spec.Batch, spec.Input);
        var output = network.Forward(input, training: true);
        float[] direction = random.Normals(output.Values.Length);
        var gradient = output.Like();
        for (int i = 0; i < direction.Length; i++)
        {
            gradient.Set(i, direction[i], 0);
        }

        double[] inputGradient = network.Backward(gradient).Values;
        var checks = network.Parameters.Where(parameter => parameter.IsTrainable)
            .Select(parameter => (parameter.Name, parameter.Values, Gradient: (double[])parameter.Gradient.Clone()))
            .Append(("input", input.Values, inputGradient));
        foreach (var (what, values, expected) in checks.ToArray())
        {
            for (int i = 0; i < values.Length; i++)
            {
                double difference = Difference(network, input, direction, values, i);
                Assert.True(
                    Math.Abs(difference - expected[i]) <= Tolerance * (1 + Math.Abs(expected[i])),
                    $"{name}, {what}[{i}]: backward gives {expected[i]:R}, the difference quotient {difference:R}.");
            }
        }
    }

    private static double Difference(ReferenceNetwork network, Volume input, float[] direction, double[] values, int index)
    {
        double kept = values[index];
        values[index] = kept + Step;
        double above = Loss(network, input, direction);
        values[index] = kept - Step;
        double below = Loss(network, input, direction);
        values[index] = kept;
        return (above - below) / (2 * Step);
    }

    private static double Loss(ReferenceNetwork network, Volume input, float[] direction) =>
        network.Forward(input, training: true).Values.Zip(direction, (value, weight) => value * weight).Sum();
}
