using BnCompiler.Numeric.Tests.Networks;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.PyTorch;

/// <summary>
/// Windows with stride, padding, dilation, ceil mode and ties, and what moves or repeats values, mean the same to the reference as to PyTorch: cases of <c>layers.json</c>. So do sequences, PReLU and
/// the normalisations of single samples, with the gradients of their parameters: cases of <c>normalisations.json</c>.
/// </summary>
public sealed class PyTorchLayerTests
{
    private static readonly Window Ceil = new(2, 3) { StrideHeight = 3, StrideWidth = 2, Padding = 1, CeilMode = true };

    public static TheoryData<string> Cases => [.. Networks.Keys];

    private static Dictionary<string, NetSpec> Networks { get; } = new()
    {
        ["MaxPool"] = new(Extent.Image(2, 5, 6), new MaxPool2dSpec(new Window(3) { Stride = 2, Padding = 1 })),
        ["MaxPoolCeil"] = new(Extent.Image(1, 6, 6), new MaxPool2dSpec(Ceil)),
        ["MaxPoolDilated"] = new(Extent.Image(1, 5, 4), new MaxPool2dSpec(new Window(2) { Padding = 1, Dilation = 2, CeilMode = true })),
        ["AvgPool"] = new(Extent.Image(2, 5, 6), new AvgPool2dSpec(new Window(3) { Stride = 2, Padding = 1 })),
        ["AvgPoolCeil"] = new(Extent.Image(1, 6, 6), new AvgPool2dSpec(Ceil)),
        ["AvgPoolCeilExclude"] = new(Extent.Image(1, 6, 6), new AvgPool2dSpec(Ceil, CountIncludePad: false)),
        ["ConvGroups"] = new(
            Extent.Image(4, 6, 5),
            new Conv2dSpec(6, new Window(3, 2) { StrideHeight = 2, PaddingHeight = 1, PaddingWidth = 2, DilationWidth = 2 }, Groups: 2)),
        ["Softmax"] = new(Extent.Image(5, 2, 3), new SoftmaxSpec()),
        ["LogSoftmax"] = new(Extent.Image(5, 2, 3), new LogSoftmaxSpec()),
        ["GlobalMaxPool"] = new(Extent.Image(2, 4, 3), new GlobalMaxPool2dSpec()),
        ["AdaptiveAvgPool"] = new(Extent.Image(2, 7, 5), new AdaptiveAvgPool2dSpec(3, 4)),
        ["AdaptiveAvgPoolLarger"] = new(Extent.Image(1, 2, 3), new AdaptiveAvgPool2dSpec(5, 3)),
        ["ZeroPad"] = new(Extent.Image(2, 3, 2), new ZeroPad2dSpec(1, 2, 0, 3)),
        ["UpsampleNearest"] = new(Extent.Image(2, 2, 3), new UpsampleSpec(2, 3)),
        ["UpsampleBilinear"] = new(Extent.Image(2, 3, 4), new UpsampleSpec(2, 3, Bilinear: true)),
        ["ChannelShuffle"] = new(Extent.Image(12, 2, 1), new ChannelShuffleSpec(3)),
        ["ConvTranspose"] = new(Extent.Image(3, 4, 3), new ConvTranspose2dSpec(5, new Window(3))),
        ["ConvTransposeGroups"] = new(
            Extent.Image(4, 3, 4),
            new ConvTranspose2dSpec(6, new Window(3, 2) { StrideHeight = 3, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 2, DilationWidth = 3 }, Groups: 2)
            {
                OutputPaddingHeight = 2,
                OutputPaddingWidth = 1,
            }),
        ["PReLU"] = new(Extent.Image(3, 4, 5), new PReLUSpec()),
        ["PReLUPerChannel"] = new(Extent.Image(3, 4, 5), new PReLUSpec(3)),
        ["Conv1d"] = new(Extent.Sequence(4, 9), new Conv1dSpec(6, 3, Groups: 2) { Stride = 2, Padding = 3, Dilation = 2 }),
        ["BatchNormOfSequences"] = new(Extent.Sequence(5, 7), new BatchNormSpec()),
        ["GroupNorm"] = new(Extent.Image(6, 3, 4), new GroupNormSpec(3)),
        ["GroupNormOfOnePosition"] = new(Extent.Sequence(6, 1), new GroupNormSpec(2)),
        ["GroupNormNotAffine"] = new(Extent.Sequence(4, 5), new GroupNormSpec(2, 0.1, Affine: false)),
        ["InstanceNorm"] = new(Extent.Image(3, 4, 2), new InstanceNormSpec()),
        ["InstanceNormAffine"] = new(Extent.Sequence(3, 6), new InstanceNormSpec(Affine: true)),
        ["LayerNorm"] = new(Extent.Image(3, 2, 4), new LayerNormSpec()),
        ["LayerNormOfSequences"] = new(Extent.Sequence(3, 5), new LayerNormSpec(0.01)),
        ["LayerNormOfFeatures"] = new(Extent.Features(7), new LayerNormSpec()),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReferenceEqualsPyTorch(string name)
    {
        var layer = new[] { "layers.json", "normalisations.json" }.SelectMany(PyTorchFile.Read<PyTorchLayer[]>).Single(candidate => candidate.Name == name);
        var spec = Networks[name] with { Batch = 2 };
        var reference = new ReferenceNetwork(spec);
        foreach (var parameter in reference.Parameters)
        {
            layer.Before[Role(parameter)].Select(value => (double)value).ToArray().CopyTo(parameter.Values, 0);
        }

        var comparison = new Comparison();
        var outputs = reference.Forward(Volume.Exact(layer.Inputs, spec.Batch, spec.Input), training: true);
        comparison.Check("outputs", layer.Outputs, outputs.Values, outputs.Errors);

        float[] counting = [.. Enumerable.Range(1, layer.Outputs.Length).Select(value => (float)value)];
        var gradient = reference.Backward(Volume.Exact(counting, spec.Batch, spec.Shapes()!.Value[^1]));
        comparison.Check("∂L/∂input", layer.InputGradient, gradient.Values, gradient.Errors);
        foreach (var parameter in reference.Parameters.Where(parameter => parameter.IsTrainable && layer.Gradients is not null))
        {
            comparison.Check($"∂L/∂{parameter.Name}", layer.Gradients![Role(parameter)], parameter.Gradient, parameter.GradientErrors);
        }
    }

    private static string Role(ReferenceParameter parameter) => parameter.Name[(parameter.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private sealed record PyTorchLayer(string Name, float[] Inputs, Dictionary<string, float[]> Before, float[] Outputs, float[] InputGradient)
    {
        /// <summary>The gradients of the parameters, where they were recorded.</summary>
        public Dictionary<string, float[]>? Gradients { get; init; }
    }
}
