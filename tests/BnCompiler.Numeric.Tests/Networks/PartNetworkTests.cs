using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Testing;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// Networks of several inputs and outputs against the reference. A sample is all parts one after the other, so that the reference computes it with one input of all channels, and
/// with one output that joins the flattened ones.
/// </summary>
public sealed class PartNetworkTests(PartNetworkTests.Compiled compiled) : IClassFixture<PartNetworkTests.Compiled>
{
    private const string Sources = """
        using BnCompiler;

        [Network(3, 9, 7), Conv2d(6, 3, Padding = 1), BatchNorm, Output("normalised"), ReLU, Output("features"), Conv2d(4, 1), Flatten, Linear(5)]
        public sealed partial class Outputs;

        [Network(3, 9, 7), Conv2d(6, 1), Output("first"), Sigmoid, Output("class"), Output("call"), Add("first"), Conv2d(2, 3), Flatten]
        public sealed partial class Observed;

        [Network(3, 9, 7)]
        [Input("mask", 2, 9, 7), Concat("mask", From = "input"), Conv2d(17, 3, Padding = 1), BatchNorm, ReLU, Output("features"), GlobalAvgPool2d, Flatten, Linear(3)]
        public sealed partial class Inputs;
        """;

    private static readonly Extent Image = Extent.Image(3, 9, 7);

    private static readonly Dictionary<string, NetSpec> Specs = new()
    {
        ["Outputs"] = new(
            Image,
            new Conv2dSpec(6, new Window(3) { Padding = 1 }), new BatchNormSpec(), new ReLUSpec(), new Conv2dSpec(4, new Window(1)), new FlattenSpec(), new LinearSpec(5) { Name = "linear1" },
            new FlattenSpec { From = "bn1", Name = "n" }, new FlattenSpec { From = "relu1", Name = "f" }, new ConcatSpec("f", "linear1") { From = "n" }),
        ["Observed"] = new(
            Image,
            new Conv2dSpec(6, new Window(1)), new SigmoidSpec(), new AddSpec("conv1"), new Conv2dSpec(2, new Window(3)), new FlattenSpec { Name = "last" },
            new FlattenSpec { From = "conv1", Name = "a" }, new FlattenSpec { From = "sigmoid1", Name = "b" }, new ConcatSpec("b", "b", "last") { From = "a" }),
        ["Inputs"] = new(
            Extent.Image(5, 9, 7),
            new Conv2dSpec(17, new Window(3) { Padding = 1 }), new BatchNormSpec(), new ReLUSpec(), new GlobalAvgPool2dSpec(), new FlattenSpec(), new LinearSpec(3),
            new FlattenSpec { From = "relu1", Name = "f" }, new ConcatSpec("linear1")),
    };

    private delegate void PredictParts(ReadOnlySpan<float> input, ReadOnlySpan<float> mask, Span<float> features, Span<float> output);

    [Theory]
    [InlineData("Outputs")]
    [InlineData("Observed")]
    [InlineData("Inputs")]
    public void ComputesWhatItDeclares(string name)
    {
        for (int threads = 1; threads <= 2; threads++)
        {
            NetworkComparison.CheckAll(Specs[name], new NetworkUnderTest(compiled.Networks, name), seed: 3 + threads, threads, new Comparison());
        }
    }

    [Fact]
    public void SpansOfTheirOwnAreTheSameSamples()
    {
        const int Batch = 67, Input = 3 * 63, Mask = 2 * 63, Features = 17 * 63, Output = 3;
        var (all, parts) = Fold();
        float[] input = new RandomValues(1).Normals(Batch * Input), mask = new RandomValues(2).Normals(Batch * Mask);
        float[] joined = [.. Enumerable.Range(0, Batch).SelectMany(n => input.Skip(n * Input).Take(Input).Concat(mask.Skip(n * Mask).Take(Mask)))];
        float[] expected = new float[Batch * (Features + Output)], features = new float[Batch * Features], output = new float[Batch * Output];

        all(joined, expected);
        parts(input, mask, features, output);

        Assert.Equal(expected, Enumerable.Range(0, Batch).SelectMany(n => features.Skip(n * Features).Take(Features).Concat(output.Skip(n * Output).Take(Output))));
        AssertAllocatesNothing(() => parts(input, mask, features, output));
    }

    [Theory]
    [InlineData(188, 126, 1071, 3, "input", "The input has 188 values, expected a multiple of 189, one sample's.")]
    [InlineData(378, 126, 2142, 6, "mask", "The mask has 126 values, expected 252: 2 samples of 126.")]
    [InlineData(189, 126, 1072, 3, "features", "The features has 1072 values, expected 1071: 1 samples of 1071.")]
    [InlineData(189, 126, 1071, 0, "output", "The output has 0 values, expected 3: 1 samples of 3.")]
    public void AWrongLengthNamesItsArgument(int input, int mask, int features, int output, string argument, string message)
    {
        var exception = Assert.Throws<ArgumentException>(() => Fold().Parts(new float[input], new float[mask], new float[features], new float[output]));

        Assert.Equal(argument, exception.ParamName);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    private (PredictSpans All, PredictParts Parts) Fold()
    {
        object network = compiled.Networks.Create("Inputs");
        object model = network.GetType().GetMethod("Fold")!.Invoke(network, [null])!;
        var methods = model.GetType().GetMethods().Where(method => method.Name == "Predict").ToArray();
        return (
            methods.Single(method => method.GetParameters() is [{ ParameterType: var first }, _] && first == typeof(ReadOnlySpan<float>)).CreateDelegate<PredictSpans>(model),
            methods.Single(method => method.GetParameters().Length == 4).CreateDelegate<PredictParts>(model));
    }

    private static void AssertAllocatesNothing(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>All networks in one compilation, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal LoadedNetworks Networks { get; } = NetworkCompilation.Run(Sources).Load();

        public void Dispose() => Networks.Dispose();
    }
}
