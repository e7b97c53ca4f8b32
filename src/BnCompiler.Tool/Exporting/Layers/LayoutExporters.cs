namespace BnCompiler.Tool.Exporting.Layers;

/// <summary>Layers that move values, and products.</summary>
internal static class LayoutExporters
{
    private const int Bilinear = 1;

    public static void Reshape(LayerExport layer) => layer.Last("Reshape", [.. layer.Inputs, layer.List("shape", [0, .. layer.Shape.Select(size => (long)size)])]);

    public static void ZeroPad(LayerExport layer)
    {
        int left = Side(layer, "Left"), right = Side(layer, "Right"), top = Side(layer, "Top"), bottom = Side(layer, "Bottom");
        layer.Last("Pad", [.. layer.Inputs, layer.List("pads", 0, 0, top, left, 0, 0, bottom, right)], ("mode", "constant"));
    }

    public static void Upsample(LayerExport layer)
    {
        bool isBilinear = layer.Int("Mode", 0) == Bilinear;
        string scales = layer.Floats("scales", [1, 1, layer.Int("ScaleHeight", layer.Int("Scale", 1)), layer.Int("ScaleWidth", layer.Int("Scale", 1))]);
        layer.Last(
            "Resize", [layer.Inputs[0], "", scales], ("mode", isBilinear ? "linear" : "nearest"),
            ("coordinate_transformation_mode", isBilinear ? "half_pixel" : "asymmetric"), ("nearest_mode", "floor"));
    }

    /// <summary>[groups, C / groups] to [C / groups, groups].</summary>
    public static void ChannelShuffle(LayerExport layer)
    {
        int groups = layer.Int("Groups", 1), positions = layer.InputShape.Skip(1).Aggregate(1, (product, size) => product * size);
        string split = layer.Before("Reshape", "split", [layer.Inputs[0], layer.List("split_shape", 0, groups, layer.Channels / groups, positions)]);
        string exchanged = layer.Before("Transpose", "exchanged", [split], ("perm", new[] { 0, 2, 1, 3 }));
        layer.Last("Reshape", [exchanged, layer.List("shape", [0, .. layer.Shape.Select(size => (long)size)])]);
    }

    /// <summary>A factor for whole channels gets axes of size 1 for the positions.</summary>
    public static void Multiply(LayerExport layer)
    {
        string[] factors =
        [
            .. layer.Inputs.Select((input, index) => layer.InputShapes[index].Length == layer.Shape.Length
                ? input
                : layer.Before("Reshape", $"gate{index}", [input, layer.List($"gate{index}_shape", [0, layer.Shape[0], .. layer.Shape.Skip(1).Select(_ => 1L)])])),
        ];
        string product = factors[0];
        for (int index = 1; index < factors.Length - 1; index++)
        {
            product = layer.Before("Mul", $"product{index}", [product, factors[index]]);
        }

        layer.Last("Mul", [product, factors[^1]]);
    }

    private static int Side(LayerExport layer, string side) => layer.Int("Padding" + side, layer.Int("Padding", 0));
}
