namespace BnCompiler.Tool.Exporting.Layers;

/// <summary>Layers with weights.</summary>
internal static class WeightExporters
{
    public static void Linear(LayerExport layer) => layer.Last(
        "Gemm", [.. layer.Inputs, layer.Parameter("weight", [layer.Shape[0], layer.Channels]), .. Bias(layer)], ("transB", 1));

    public static void Convolution(LayerExport layer)
    {
        int groups = layer.Int("Groups", 1);
        int[] kernel = layer.Kernel();
        layer.Last(
            "Conv", [.. layer.Inputs, layer.Parameter("weight", [layer.Shape[0], layer.Channels / groups, .. kernel]), .. Bias(layer)],
            ("kernel_shape", kernel), ("strides", layer.PerAxis("Stride", 1, 1)), ("pads", layer.Pads()), ("dilations", layer.PerAxis("Dilation", 1, 1)), ("group", groups));
    }

    public static void TransposedConvolution(LayerExport layer)
    {
        int groups = layer.Int("Groups", 1);
        int[] kernel = layer.Kernel();
        layer.Last(
            "ConvTranspose", [.. layer.Inputs, layer.Parameter("weight", [layer.Channels, layer.Shape[0] / groups, .. kernel]), .. Bias(layer)],
            ("kernel_shape", kernel), ("strides", layer.PerAxis("Stride", 1, 1)), ("pads", layer.Pads()), ("dilations", layer.PerAxis("Dilation", 1, 1)),
            ("output_padding", layer.PerAxis("OutputPadding", 0, 0)), ("group", groups));
    }

    private static string[] Bias(LayerExport layer) => layer.Has("bias") ? [layer.Parameter("bias", [layer.Shape[0]])] : [];
}
