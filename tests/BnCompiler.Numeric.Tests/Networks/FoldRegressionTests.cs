using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>What other compilers are known to have got wrong when they folded a BatchNorm, each as a network of its own.</summary>
public sealed class FoldRegressionTests(FoldRegressionTests.Compiled compiled) : IClassFixture<FoldRegressionTests.Compiled>
{
    private static readonly Extent Image = Extent.Image(4, 6, 5);

    private static readonly string[] Names = [.. Networks(BatchNormValues.Usual).Select(network => network.Name)];

    public static TheoryData<string> Cases => [.. Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void FoldsRight(string name)
    {
        int index = Array.IndexOf(Names, name);
        foreach (var values in Enum.GetValues<BatchNormValues>())
        {
            var spec = Networks(values).Single(network => network.Name == name).Spec;
            using var run = new NetworkComparison(spec, compiled.All[index], seed: index, threads: 1, new Comparison());
            run.CheckPredictions();
        }
    }

    [Fact]
    public void FoldingAgainPacksTheNewWeightsAndLeavesTheOldModel()
    {
        foreach (string name in new[] { "Bias that is scaled", "Two readers of one value", "The border of zero padding" })
        {
            var network = compiled.All[Array.IndexOf(Names, name)];
            var spec = Networks(BatchNormValues.Usual).Single(other => other.Name == name).Spec;
            using var first = new NetworkComparison(spec, network, seed: 1, threads: 1, new Comparison());
            float[] input = new RandomValues(9).Normals(spec.Input.Length);
            var old = network.Fold();
            float[] before = Predict(old, spec, input);

            using var second = new NetworkComparison(spec, network, seed: 2, threads: 1, new Comparison());
            second.CheckPredictions();
            Assert.Equal(before, Predict(old, spec, input));
            Assert.NotEqual(before, Predict(network.Fold(), spec, input));
        }
    }

    private static float[] Predict(PredictSpans predict, NetSpec spec, float[] input)
    {
        float[] output = new float[spec.Shapes()!.Value[^1].Length];
        predict(input, output);
        return output;
    }

    private static IEnumerable<(string Name, NetSpec Spec)> Networks(BatchNormValues values)
    {
        var batchNorm = new BatchNormSpec { Values = values };
        var window = new Window(3) { Stride = 2, Padding = 1 };
        yield return ("The output axis of a transposed convolution is its second", new(Image, new ConvTranspose2dSpec(6, window), batchNorm));
        yield return ("Groups of a transposed convolution", new(Image, new ConvTranspose2dSpec(6, window, 2, Bias: false), batchNorm, new ReLUSpec()));
        yield return ("Bias that is absent", new(Image, Conv(6) with { Bias = false }, batchNorm, new ReLUSpec()));
        yield return ("Bias that is scaled", new(Image, Conv(6), new DropoutSpec(), batchNorm, new ReLUSpec()));
        yield return ("Bias of a Linear that is scaled", new(Extent.Features(7), new LinearSpec(5), new DropoutSpec(), batchNorm, new ReLUSpec()) { Batch = 5 });
        yield return ("Bias in front of input and output folds", new(Image, new ReLUSpec(), batchNorm, Conv(6), new DropoutSpec(), batchNorm));
        yield return ("Linear behind an image of channels", new(Image, new ReLUSpec(), batchNorm, new FlattenSpec(), new LinearSpec(5), batchNorm));
        yield return ("Features of a flattened image", new(Image, new ReLUSpec(), new FlattenSpec(), batchNorm, new LinearSpec(5)));
        yield return ("Two readers of one value", new(
            Image, new ReLUSpec(), batchNorm with { Name = "y" }, Conv(6), Conv(6) with { From = "y" }, new AddSpec("conv1"), batchNorm));
        yield return ("One reader takes the BatchNorm, the other the value", new(
            Image, Conv(6, padding: 1) with { Name = "x" }, batchNorm, Conv(6), Conv(6) with { From = "x" }, new AddSpec("conv2")));
        yield return ("Negative scales in front of ReLU and MaxPool", new(Image, Conv(6), batchNorm, new ReLUSpec(), new MaxPool2dSpec(new Window(2)), Conv(3)));
        yield return ("Negative scales behind ReLU and MaxPool", new(Image, Conv(6), new ReLUSpec(), new MaxPool2dSpec(new Window(2)), batchNorm, new ReLUSpec(), Conv(3)));
        yield return ("Negative scales behind MaxPool alone", new(Image, Conv(6), new MaxPool2dSpec(new Window(2)), batchNorm));
        yield return ("ε of both that are merged", new(Image, Conv(6), batchNorm with { Epsilon = 0.5 }, batchNorm with { Epsilon = 1e-3 }));
        yield return ("ε of both in one kernel", new(Image, new ReLUSpec(), batchNorm with { Epsilon = 0.5 }, batchNorm with { Epsilon = 1e-3 }, new ReLUSpec()));
        yield return ("The border of zero padding", new(Image, new ReLUSpec(), batchNorm, Conv(6, padding: 1), new ReLUSpec()));
    }

    private static Conv2dSpec Conv(int channels, int padding = 0) => new(channels, new Window(padding == 0 ? 1 : 3) { Padding = padding });

    /// <summary>All networks in one compilation, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks All { get; } = new([.. Networks(BatchNormValues.Usual).Select(network => network.Spec)]);

        public void Dispose() => All.Dispose();
    }
}
