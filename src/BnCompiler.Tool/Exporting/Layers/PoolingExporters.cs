namespace BnCompiler.Tool.Exporting.Layers;

/// <summary>Poolings.</summary>
internal static class PoolingExporters
{
    public static void MaxPool(LayerExport layer) => layer.Last(
        "MaxPool", layer.Inputs, ("kernel_shape", layer.Kernel()), ("strides", layer.PerAxis("Stride", layer.Kernel())), ("pads", layer.Pads()),
        ("dilations", layer.PerAxis("Dilation", 1, 1)), ("ceil_mode", layer.Flag("CeilMode", false) ? 1 : 0));

    public static void AvgPool(LayerExport layer) => layer.Last(
        "AveragePool", layer.Inputs, ("kernel_shape", layer.Kernel()), ("strides", layer.PerAxis("Stride", layer.Kernel())), ("pads", layer.Pads()),
        ("ceil_mode", layer.Flag("CeilMode", false) ? 1 : 0), ("count_include_pad", layer.Flag("CountIncludePad", true) ? 1 : 0));

    /// <summary>Windows of one size, where the sizes divide.</summary>
    public static void AdaptiveAvgPool(LayerExport layer)
    {
        int[] kernel = new int[layer.Positions];
        for (int axis = 0; axis < kernel.Length; axis++)
        {
            int size = layer.InputShape[axis + 1], output = layer.Shape[axis + 1];
            kernel[axis] = size % output == 0 ? size / output : throw layer.Error($"has windows of different sizes, from {size} positions to {output}, which ONNX has no operator for");
        }

        layer.Last("AveragePool", layer.Inputs, ("kernel_shape", kernel), ("strides", kernel));
    }
}
