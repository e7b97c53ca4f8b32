using System.Globalization;

namespace ModelZoo.Peers;

/// <summary>What the networks of the zoo call the tensors of the peers' files.</summary>
internal static class PeerNames
{
    /// <summary>Numbers all blocks of a ResNet through; the zoo numbers them stage by stage.</summary>
    public static Func<string, string> ResNet(int blocksPerStage) => name => name.Split('.') switch
    {
        ["stem", "0", var role] => $"conv1.{role}",
        ["stem", "1", var role] => $"bn1.{role}",
        ["blocks", var block, "down", .. var inside] => $"{Staged(block, blocksPerStage)}.downsample.{string.Join('.', inside)}",
        ["blocks", var block, .. var inside] => $"{Staged(block, blocksPerStage)}.{string.Join('.', inside)}",
        _ => name,
    };

    /// <summary>Counts each activation of a MobileNetV2 as a layer; the zoo groups a convolution, its BatchNorm and its activation.</summary>
    public static string MobileNetV2(string name) => name.Split('.') switch
    {
        ["features", "0", var role] => $"features.0.0.{role}",
        ["features", "1", var role] => $"features.0.1.{role}",
        ["features", "20", var role] => $"features.18.0.{role}",
        ["features", "21", var role] => $"features.18.1.{role}",
        ["features", var layer, "net", var module, var role] => $"features.{Number(layer) - 2}.conv.{Grouped(Number(module), layer == "3" ? 1 : 2)}.{role}",
        ["fc", var role] => $"classifier.1.{role}",
        _ => name,
    };

    private static string Staged(string block, int blocksPerStage)
    {
        var (stage, index) = Math.DivRem(Number(block), blocksPerStage);
        return FormattableString.Invariant($"layer{stage + 1}.{index}");
    }

    /// <param name="module">Counts convolutions, BatchNorms and activations.</param>
    /// <param name="projection">The group that has no activation, and which the zoo therefore does not group.</param>
    private static string Grouped(int module, int projection)
    {
        var (group, part) = Math.DivRem(module, 3);
        return group == projection ? FormattableString.Invariant($"{group + part}") : FormattableString.Invariant($"{group}.{part}");
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
