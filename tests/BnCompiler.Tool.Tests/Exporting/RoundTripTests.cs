using System.Collections.Immutable;
using BnCompiler.Tool.Compiling;
using BnCompiler.Tool.Exporting;
using BnCompiler.Tool.Importing;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;
using BnCompiler.Tool.Tests.Support;

namespace BnCompiler.Tool.Tests.Exporting;

/// <summary>An exported network, imported again, computes what it computed.</summary>
public class RoundTripTests
{
    private const double Tolerance = 2e-5;

    /// <summary>Every kind of layer that is exported, in networks of a few lines.</summary>
    internal const string Layers = """
        using BnCompiler;

        [Network(4, 9, 8)]
        [ZeroPad2d(1, 0, 2, 1), Conv2d(6, 3, 2, StrideHeight = 2, Padding = 1, Dilation = 2, Groups = 2), BatchNorm(Epsilon = 1e-3), LeakyReLU(NegativeSlope = 0.2)]
        [ConvTranspose2d(4, 3, Stride = 2, Padding = 1, OutputPadding = 1, Groups = 2, Bias = false), BatchNorm, PReLU(NumParameters = 4)]
        [MaxPool2d(3, Stride = 2, Padding = 1, CeilMode = true), AvgPool2d(2, Stride = 1, Padding = 1, CountIncludePad = false), Output("features")]
        [ChannelShuffle(2), InstanceNorm(Affine = true), Conv2d(6, 1), GroupNorm(3), ELU(Alpha = 0.5), Dropout(0.3)]
        [Conv2d(6, 1), GELU, Upsample(2), Upsample(1, ScaleHeight = 2, Mode = UpsampleMode.Bilinear), SiLU]
        [GlobalAvgPool2d, Flatten, Linear(6), Sigmoid]
        [Multiply("silu1"), HardSwish, Conv2d(4, 1), HardSigmoid, Concat("silu1"), Conv2d(4, 1), GELU(Approximate = "tanh"), ReLU6]
        [Add("conv4", From = "gelu2"), Clamp(-0.5, 2.5), Tanh, Softmax, AdaptiveAvgPool2d(1, 2), Reshape(2, 4)]
        [Conv1d(6, 2, Padding = 1), MaxPool1d(2), AvgPool1d(2, Stride = 1), LayerNorm, AdaptiveAvgPool1d(1), Flatten, ReLU]
        [Linear(5, Bias = false), BatchNorm(Affine = false), LogSoftmax]
        public sealed partial class Everything;

        [Network(3, 6, 6)]
        [Conv2d(4, 3), GlobalMaxPool2d, Flatten, Linear(3)]
        [Input("mask", 3), Multiply("linear1"), Softmax]
        public sealed partial class Masked;
        """;

    [Theory]
    [InlineData("Everything", false)]
    [InlineData("Everything", true)]
    [InlineData("Masked", false)]
    public void EveryLayer_ComesBack(string network, bool folded) => ComesBack([Layers], network, folded);

    [Fact]
    public void EveryExportedKind_IsAmongThem() => Assert.All(LayerExporterCatalog.Kinds, kind => Assert.Matches($@"\b{kind}\b", Layers));

    [Theory]
    [InlineData("LeNet")]
    [InlineData("TinyMlp")]
    [InlineData("ResNet20")]
    [InlineData("DenseNetSmall")]
    [InlineData("MobileNetV2")]
    public void NetworksOfTheZoo_ComeBack(string network) => ComesBack(ZooSources.All(), network, folded: true);

    [Fact]
    public void Folding_LeavesNoBatchNormBehindAConvolution()
    {
        using var network = SourceNetwork.Compile(ZooSources.All(), "ResNet20", 1);
        Assert.Empty(Exporter.Export(network, folded: true).BatchNorms);
        Assert.NotEmpty(Exporter.Export(network, folded: false).BatchNorms);
    }

    [Fact]
    public void WindowsOfDifferentSizes_AreRefused()
    {
        using var network = SourceNetwork.Compile(["using BnCompiler; [Network(2, 5, 5), AdaptiveAvgPool2d(2)] public partial class Net;"], null, 0);
        Assert.Equal(
            "AdaptiveAvgPool2d 'adaptive_avgpool1' has windows of different sizes, from 5 positions to 2, which ONNX has no operator for",
            Assert.Throws<ExportException>(() => Exporter.Export(network, folded: false)).Message);
    }

    [Fact]
    public void ANetworkThatIsNotThere_IsRefused() => Assert.Equal(
        "The network 'Other' is declared 0 times; expected once, and there are [Everything, Masked].",
        Assert.Throws<DeclarationException>(() => SourceNetwork.Compile([Layers], "Other", 0)).Message);

    [Fact]
    public void AClassThatCannotBeCompiled_IsRefused() => Assert.Equal(
        "The network 'My.Net' cannot be compiled: expected a partial class that is not static, abstract, generic or a record.",
        Assert.Throws<DeclarationException>(() => SourceNetwork.Compile(["using BnCompiler; namespace My; [Network(3), ReLU] public class Net;"], "Net", 0)).Message);

    private static void ComesBack(string[] sources, string name, bool folded)
    {
        using var network = SourceNetwork.Compile(sources, name, 7);
        var random = new Random(3);
        foreach (var parameter in network.Parameters)
        {
            // Start values are zeros and ones for much; statistics stay variances.
            foreach (ref float value in parameter.Values)
            {
                value = (value * 0.9f) + (0.1f * random.NextSingle());
            }
        }

        using var folder = new TemporaryFolder();
        Exporter.Export(network, folded).Model.Save(folder.File("model.onnx"));
        var import = Importer.Import(OnnxReader.ReadModel(folder.File("model.onnx")), new ImportOptions());
        Assert.Empty(import.Problems);
        using var imported = CompiledNetwork.Compile(import.Declaration!);

        int batch = import.Batch!.Value;
        var model = network.Fold();
        var inputs = import.Inputs.ToImmutableDictionary(input => input.Name, input => Tensor.OfSingles(input.Sizes, Values(random, (int)Sizes.Product(input.Sizes))));
        float[] expected = new float[batch * model.OutputLength];
        model.Predict(Samples(import, inputs, batch), expected);
        float[][] outputs = NetworkRun.Predict(imported.Model, import, inputs);
        float[] actual = [.. Enumerable.Range(0, batch).SelectMany(sample => outputs.SelectMany(output => output.Skip(sample * output.Length / batch).Take(output.Length / batch)))];
        double largest = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() / largest, 0, Tolerance);
    }

    private static float[] Samples(ImportResult import, ImmutableDictionary<string, Tensor> inputs, int batch) =>
    [
        .. Enumerable.Range(0, batch).SelectMany(sample => import.Inputs.SelectMany(input =>
        {
            float[] values = inputs[input.Name].ToSingles();
            return values.Skip(sample * values.Length / batch).Take(values.Length / batch);
        })),
    ];

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
}
