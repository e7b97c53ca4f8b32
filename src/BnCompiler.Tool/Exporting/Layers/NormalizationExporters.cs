namespace BnCompiler.Tool.Exporting.Layers;

/// <summary>Normalisations.</summary>
internal static class NormalizationExporters
{
    private const double DefaultEpsilon = 1e-5;

    private const double DefaultMomentum = 0.1;

    /// <summary>ONNX's momentum weighs the old statistics.</summary>
    public static void BatchNorm(LayerExport layer) => layer.Last(
        "BatchNormalization", [.. layer.Inputs, .. Affine(layer, [layer.Channels]), layer.Parameter("running_mean", [layer.Channels]), layer.Parameter("running_var", [layer.Channels])],
        ("epsilon", Epsilon(layer)), ("momentum", 1 - layer.Number("Momentum", DefaultMomentum)));

    public static void InstanceNorm(LayerExport layer) => layer.Last("InstanceNormalization", [.. layer.Inputs, .. Affine(layer, [layer.Channels])], ("epsilon", Epsilon(layer)));

    public static void LayerNorm(LayerExport layer) => layer.Last("LayerNormalization", [.. layer.Inputs, .. Affine(layer, [.. layer.InputShape])], ("axis", 1), ("epsilon", Epsilon(layer)));

    /// <summary>Groups as the channels of an InstanceNormalization, as exporters from PyTorch write it.</summary>
    public static void GroupNorm(LayerExport layer)
    {
        int groups = layer.Int("NumGroups", 1);
        int[] sizes = [layer.Channels, .. layer.InputShape.Skip(1).Select(_ => 1)];
        string inGroups = layer.Before("Reshape", "groups", [layer.Inputs[0], layer.List("group_shape", 0, groups, -1)]);
        string ones = layer.Ones(groups), zeros = layer.Zeros(groups);
        string normalized = layer.Before("InstanceNormalization", "normalized", [inGroups, ones, zeros], ("epsilon", Epsilon(layer)));
        string back = layer.Before("Reshape", "channels", [normalized, layer.List("shape", [0, .. layer.InputShape.Select(size => (long)size)])]);
        string scaled = layer.Before("Mul", "scaled", [back, layer.Parameter("weight", sizes, 1)]);
        layer.Last("Add", [scaled, layer.Parameter("bias", sizes)]);
    }

    private static string[] Affine(LayerExport layer, int[] sizes) => [layer.Parameter("weight", sizes, 1), layer.Parameter("bias", sizes)];

    private static double Epsilon(LayerExport layer) => layer.Number("Epsilon", DefaultEpsilon);
}
