using BnCompiler.Numeric.Tests.Networks;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.PyTorch;

/// <summary>Windows with stride, padding, dilation, ceil mode and ties, and what moves or repeats values, mean the same to the reference as to PyTorch: cases of <c>layers.json</c>.</summary>
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
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReferenceEqualsPyTorch(string name)
    {
        var layer = PyTorchFile.Read<PyTorchLayer[]>("layers.json").Single(candidate => candidate.Name == name);
        var spec = Networks[name] with { Batch = 2 };
        var reference = new ReferenceNetwork(spec);
        foreach (var parameter in reference.Parameters)
        {
            layer.Before[parameter.Name[(parameter.Name.IndexOf('.', StringComparison.Ordinal) + 1)..]].Select(value => (double)value).ToArray().CopyTo(parameter.Values, 0);
        }

        var comparison = new Comparison();
        var outputs = reference.Forward(Volume.Exact(layer.Inputs, spec.Batch, spec.Input), training: true);
        comparison.Check("outputs", layer.Outputs, outputs.Values, outputs.Errors);

        float[] counting = [.. Enumerable.Range(1, layer.Outputs.Length).Select(value => (float)value)];
        var gradient = reference.Backward(Volume.Exact(counting, spec.Batch, spec.Shapes()!.Value[^1]));
        comparison.Check("∂L/∂input", layer.InputGradient, gradient.Values, gradient.Errors);
    }

    private sealed record PyTorchLayer(string Name, float[] Inputs, Dictionary<string, float[]> Before, float[] Outputs, float[] InputGradient);
}
