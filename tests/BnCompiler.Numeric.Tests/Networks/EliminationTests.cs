using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>What a BatchNorm makes redundant does not exist, and a checkpoint that has it still computes the same.</summary>
public sealed class EliminationTests
{
    private static readonly Extent Image = Extent.Image(3, 8, 7);
    private static readonly BatchNormSpec BatchNorm = new();

    public static TheoryData<string> Cases => [.. Networks.Keys];

    private static Dictionary<string, (NetSpec Spec, string[] Eliminated)> Networks { get; } = new()
    {
        ["Linear"] = (new(Extent.Features(6), new LinearSpec(9), BatchNorm), ["linear1.bias"]),
        ["Conv padded"] = (new(Image, new Conv2dSpec(17, new Window(3) { Padding = 1 }), BatchNorm, new ReLUSpec()), ["conv1.bias"]),
        ["Through MaxPool"] = (new(Image, new Conv2dSpec(5, new Window(3)), new MaxPool2dSpec(new Window(3) { Stride = 2, Padding = 1 }), BatchNorm), ["conv1.bias"]),
        ["Through AvgPool"] = (new(Image, new Conv2dSpec(5, new Window(3)), new AvgPool2dSpec(new Window(2) { Stride = 2 }), BatchNorm), ["conv1.bias"]),
        ["Through AvgPool that does not count its padding"] = (
            new(Image, new Conv2dSpec(5, new Window(3)), new AvgPool2dSpec(new Window(3) { Stride = 2, Padding = 1 }, CountIncludePad: false), BatchNorm), ["conv1.bias"]),
        ["Through GlobalAvgPool and Flatten"] = (new(Image, new Conv2dSpec(5, new Window(3)), new GlobalAvgPool2dSpec(), new FlattenSpec(), BatchNorm), ["conv1.bias"]),
        ["Through Flatten"] = (new(Image, new Conv2dSpec(3, new Window(3)), new FlattenSpec(), BatchNorm), ["conv1.bias"]),
        ["Through Flatten and Linear"] = (new(Image, new Conv2dSpec(3, new Window(3)), new FlattenSpec(), new LinearSpec(4), BatchNorm), ["conv1.bias", "linear1.bias"]),
        ["Through an unpadded conv"] = (new(Image, new Conv2dSpec(4, new Window(3)), new Conv2dSpec(6, new Window(3) { Stride = 2 }, 2), BatchNorm), ["conv1.bias", "conv2.bias"]),
        ["Through two linear layers"] = (new(Extent.Features(4), new LinearSpec(5), new LinearSpec(6, Bias: false), new LinearSpec(3), BatchNorm), ["linear1.bias", "linear3.bias"]),
        ["BatchNorm's own shift"] = (new(Image, BatchNorm, new Conv2dSpec(4, new Window(3), Bias: false), BatchNorm), ["bn1.bias"]),
        ["Through Add"] = (
            new(Image, new Conv2dSpec(5, new Window(1)), new Conv2dSpec(5, new Window(3) { Padding = 1 }) { From = "input" }, new AddSpec("conv1"), BatchNorm),
            ["conv1.bias", "conv2.bias"]),
        ["Through Concat and a shuffle"] = (
            new(Image, new Conv2dSpec(4, new Window(1)), new Conv2dSpec(5, new Window(3) { Padding = 1 }) { From = "input" }, new ConcatSpec("conv1"), new ChannelShuffleSpec(3), BatchNorm),
            ["conv1.bias", "conv2.bias"]),
        ["Through residual additions"] = (
            new(Image, new Conv2dSpec(4, new Window(1)), BatchNorm, new ReLUSpec(), new Conv2dSpec(4, new Window(3) { Padding = 1 }), new AddSpec("conv1"), BatchNorm, new ReLUSpec(), new Conv2dSpec(2, new Window(3))),
            ["conv1.bias", "conv2.bias"]),
        ["Through a pointwise transposed conv"] = (
            new(Image, new Conv2dSpec(4, new Window(3)), new ConvTranspose2dSpec(6, new Window(1), 2), BatchNorm, new ReLUSpec()), ["conv1.bias", "conv_transpose1.bias"]),
        ["Through two readers"] = (
            new(Image, new Conv2dSpec(4, new Window(3)), BatchNorm, new LeakyReLUSpec(), new Conv2dSpec(4, new Window(1)) { From = "conv1" }, BatchNorm, new AddSpec("leaky_relu1")),
            ["conv1.bias", "conv2.bias"]),
        ["In front of InstanceNorm"] = (
            new(Image, new Conv2dSpec(4, new Window(3)), new AvgPool2dSpec(new Window(2)), new InstanceNormSpec(), new ReLUSpec(), new Conv2dSpec(3, new Window(1)), BatchNorm), ["conv1.bias", "conv2.bias"]),
        ["Not the part that GroupNorm leaves"] = (
            new(Image, new Conv2dSpec(4, new Window(3)), new GroupNormSpec(2), new ReLUSpec(), new Conv2dSpec(3, new Window(1)), BatchNorm), ["conv2.bias"]),
        ["Not with a reader that is not invariant"] = (
            new(Image, new Conv2dSpec(4, new Window(3)), BatchNorm, new AddSpec("conv1")), []),
        ["Not through a product"] = (
            new(Image, new Conv2dSpec(4, new Window(1)), new MultiplySpec("conv1"), BatchNorm), []),
        ["Not through a padded conv"] = (new(Image, new Conv2dSpec(4, new Window(3)), new Conv2dSpec(6, new Window(3) { Padding = 1 }), BatchNorm), ["conv2.bias"]),
        ["Not through padding that counts"] = (new(Image, new Conv2dSpec(5, new Window(3)), new AvgPool2dSpec(new Window(3) { Stride = 2, Padding = 1 }), BatchNorm), []),
        ["Not at the output"] = (new(Extent.Features(5), BatchNorm, new LinearSpec(4)), []),
        ["Not through ReLU"] = (new(Extent.Features(5), new LinearSpec(4), new ReLUSpec(), BatchNorm), []),
        ["Not through Dropout"] = (new(Extent.Features(5), new LinearSpec(4), new DropoutSpec(0.5), BatchNorm), []),
        ["Not through Softmax"] = (new(Extent.Features(5), new LinearSpec(4), new SoftmaxSpec(), BatchNorm), []),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void EliminatedParametersDoNotExist(string name)
    {
        var (spec, eliminated) = Networks[name];
        using var compiled = new CompiledNetworks(spec);
        var parameters = compiled[0].Parameters;

        Assert.Equal(eliminated, parameters.Layout.Eliminated.Select(parameter => parameter.Name));
        Assert.DoesNotContain(parameters, parameter => eliminated.Contains(parameter.Name));
        string[] declared = [.. new ReferenceNetwork(spec).Parameters.Select(parameter => parameter.Name)];
        Assert.Equal(declared.Except(eliminated).Order(), parameters.Select(parameter => parameter.Name).Order());

        using var trainer = compiled[0].CreateTrainer(4, threads: 1);
        Assert.Equal(parameters.Layout.TrainableLength, trainer.Gradients.Length);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckpointWithThemPredictsTheSame(string name)
    {
        var spec = Networks[name].Spec;
        using var compiled = new CompiledNetworks(spec);
        var network = compiled[0];
        using var comparison = new NetworkComparison(spec, network, seed: 5, threads: 1, new Comparison());
        comparison.CheckPredictions();
        CheckSaved(spec, comparison.Reference, network.Parameters);
    }

    /// <summary>The file that is saved has every declared parameter, zeros for those that do not exist, and in the declared network it computes what the loaded one did.</summary>
    private static void CheckSaved(NetSpec spec, ReferenceNetwork loaded, ParameterSet parameters)
    {
        using var stream = new MemoryStream();
        parameters.Save(stream);
        stream.Position = 0;
        using var file = SafeTensorsFile.Read(stream);
        var saved = new ReferenceNetwork(spec);
        foreach (var parameter in saved.Parameters)
        {
            file.ReadDoubles(file.Find(parameter.Name)!, parameter.Values);
        }

        var input = Volume.Exact(new RandomValues(9).Normals(spec.Batch * spec.Input.Length), spec.Batch, spec.Input);
        var expected = loaded.Forward(input, training: false);
        float[] actual = [.. saved.Forward(input, training: false).Values.Select(value => (float)value)];
        new Comparison().Check("The declared network with the saved parameters", actual, expected.Values, expected.Errors);
        Assert.All(parameters.Layout.Eliminated, eliminated => Assert.All(saved[eliminated.Name].Values, value => Assert.Equal(0, value)));
    }
}
