using System.Collections.Frozen;
using System.Collections.Immutable;
using BnCompiler.Tool.Exporting.Layers;

namespace BnCompiler.Tool.Exporting;

/// <summary>How each kind of layer is written as nodes, one line each.</summary>
internal static class LayerExporterCatalog
{
    private static readonly FrozenDictionary<string, Action<LayerExport>> Exporters = new Dictionary<string, Action<LayerExport>>
    {
        ["Linear"] = WeightExporters.Linear,
        ["Conv1d"] = WeightExporters.Convolution,
        ["Conv2d"] = WeightExporters.Convolution,
        ["ConvTranspose2d"] = WeightExporters.TransposedConvolution,
        ["BatchNorm"] = NormalizationExporters.BatchNorm,
        ["GroupNorm"] = NormalizationExporters.GroupNorm,
        ["InstanceNorm"] = NormalizationExporters.InstanceNorm,
        ["LayerNorm"] = NormalizationExporters.LayerNorm,
        ["ReLU"] = layer => layer.Last("Relu", layer.Inputs),
        ["LeakyReLU"] = layer => layer.Last("LeakyRelu", layer.Inputs, ("alpha", layer.Number("NegativeSlope", 0.01))),
        ["PReLU"] = ActivationExporters.PReLU,
        ["Sigmoid"] = layer => layer.Last("Sigmoid", layer.Inputs),
        ["Tanh"] = layer => layer.Last("Tanh", layer.Inputs),
        ["ReLU6"] = layer => ActivationExporters.Clip(layer, 0, 6),
        ["Clamp"] = layer => ActivationExporters.Clip(layer, layer.Number("Min", 0), layer.Number("Max", 0)),
        ["ELU"] = layer => layer.Last("Elu", layer.Inputs, ("alpha", layer.Number("Alpha", 1))),
        ["GELU"] = ActivationExporters.GELU,
        ["SiLU"] = ActivationExporters.SiLU,
        ["HardSwish"] = layer => layer.Last("HardSwish", layer.Inputs),
        ["HardSigmoid"] = layer => layer.Last("HardSigmoid", layer.Inputs, ("alpha", 1.0 / 6), ("beta", 0.5)),
        ["Softmax"] = layer => layer.Last("Softmax", layer.Inputs, ("axis", 1)),
        ["LogSoftmax"] = layer => layer.Last("LogSoftmax", layer.Inputs, ("axis", 1)),
        ["MaxPool1d"] = PoolingExporters.MaxPool,
        ["MaxPool2d"] = PoolingExporters.MaxPool,
        ["AvgPool1d"] = PoolingExporters.AvgPool,
        ["AvgPool2d"] = PoolingExporters.AvgPool,
        ["AdaptiveAvgPool1d"] = PoolingExporters.AdaptiveAvgPool,
        ["AdaptiveAvgPool2d"] = PoolingExporters.AdaptiveAvgPool,
        ["GlobalAvgPool2d"] = layer => layer.Last("GlobalAveragePool", layer.Inputs),
        ["GlobalMaxPool2d"] = layer => layer.Last("GlobalMaxPool", layer.Inputs),
        ["ZeroPad2d"] = LayoutExporters.ZeroPad,
        ["Upsample"] = LayoutExporters.Upsample,
        ["ChannelShuffle"] = LayoutExporters.ChannelShuffle,
        ["Flatten"] = layer => layer.Last("Flatten", layer.Inputs, ("axis", 1)),
        ["Reshape"] = LayoutExporters.Reshape,
        ["Dropout"] = layer => layer.Last("Dropout", [.. layer.Inputs, layer.Scalar("ratio", layer.Number("P", 0.5))]),
        ["Add"] = layer => layer.Last(layer.Inputs.Length == 2 ? "Add" : "Sum", layer.Inputs),
        ["Concat"] = layer => layer.Last("Concat", layer.Inputs, ("axis", 1)),
        ["Multiply"] = LayoutExporters.Multiply,
    }.ToFrozenDictionary();

    public static ImmutableArray<string> Kinds => [.. Exporters.Keys];

    public static void Export(LayerExport layer) => (Exporters.GetValueOrDefault(layer.Kind) ?? throw layer.Error("is a layer that is not exported"))(layer);
}
