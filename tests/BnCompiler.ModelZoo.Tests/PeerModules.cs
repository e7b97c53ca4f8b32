namespace BnCompiler.ModelZoo.Tests;

/// <summary>The names of all tensors of the peers' networks, built up as their PyTorch modules are.</summary>
internal static class PeerModules
{
    private static readonly string[] LinearRoles = ["weight", "bias"];
    private static readonly string[] NormRoles = ["weight", "bias", "running_mean", "running_var"];

    public static IEnumerable<string> Of(string network) => network switch
    {
        "tinymlp" or "mlp" => [.. Linear("net.0"), .. Norm("net.1"), .. Linear("net.3"), .. Norm("net.4"), .. Linear("net.6")],
        "lenet" => [.. Enumerable.Range(0, 3).SelectMany(index => ConvNorm("features", 3 * index)), .. Linear("fc")],
        "resnet20" => ResNet(blocks: 9, narrowing: [3, 6]),
        "resnet18" => ResNet(blocks: 8, narrowing: [2, 4, 6]),
        "densenet" => DenseNet(),
        "mobilenetv2" => MobileNetV2(),
        _ => throw new ArgumentException(network, nameof(network)),
    };

    private static IEnumerable<string> ResNet(int blocks, int[] narrowing) =>
    [
        .. ConvNorm("stem", 0),
        .. Enumerable.Range(0, blocks).Select(block => $"blocks.{block}").SelectMany(block => (string[])[.. Conv($"{block}.conv1"), .. Norm($"{block}.bn1"), .. Conv($"{block}.conv2"), .. Norm($"{block}.bn2")]),
        .. narrowing.SelectMany(block => ConvNorm($"blocks.{block}.down", 0)),
        .. Linear("fc"),
    ];

    private static IEnumerable<string> DenseNet() =>
    [
        .. Conv("features.0"),
        .. Enumerable.Range(0, 3).SelectMany(stage => Enumerable.Range(1 + (8 * stage), 4)).Select(layer => $"features.{layer}").SelectMany(
            layer => (string[])[.. Norm($"{layer}.bn1"), .. Conv($"{layer}.conv1"), .. Norm($"{layer}.bn2"), .. Conv($"{layer}.conv2")]),
        .. Norm("features.5"), .. Conv("features.7"), .. Norm("features.13"), .. Conv("features.15"), .. Norm("features.21"),
        .. Linear("fc"),
    ];

    private static IEnumerable<string> MobileNetV2() =>
    [
        .. ConvNorm("features", 0),
        .. ConvNorm("features.3.net", 0), .. ConvNorm("features.3.net", 3),
        .. Enumerable.Range(4, 16).SelectMany(block => Enumerable.Range(0, 3).SelectMany(index => ConvNorm($"features.{block}.net", 3 * index))),
        .. ConvNorm("features", 20),
        .. Linear("fc"),
    ];

    private static IEnumerable<string> ConvNorm(string sequence, int index) => [.. Conv($"{sequence}.{index}"), .. Norm($"{sequence}.{index + 1}")];

    private static IEnumerable<string> Conv(string name) => [$"{name}.weight"];

    private static IEnumerable<string> Linear(string name) => LinearRoles.Select(role => $"{name}.{role}");

    private static IEnumerable<string> Norm(string name) => NormRoles.Select(role => $"{name}.{role}");
}
