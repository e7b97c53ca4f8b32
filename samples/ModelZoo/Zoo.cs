namespace ModelZoo;

/// <summary>The networks of the sample by name, with what the compiler says of each.</summary>
internal static class Zoo
{
    public static IReadOnlyList<(string Name, string Summary)> Networks { get; } =
    [
        (nameof(ResNet18), ResNet18.Summary),
        (nameof(ResNet50), ResNet50.Summary),
        (nameof(MobileNetV2), MobileNetV2.Summary),
        (nameof(DenseNet121), DenseNet121.Summary),
        (nameof(ResNet20), ResNet20.Summary),
        (nameof(UNet), UNet.Summary),
        (nameof(DenseNetSmall), DenseNetSmall.Summary),
        (nameof(LeNet), LeNet.Summary),
        (nameof(Mlp), Mlp.Summary),
        (nameof(TinyMlp), TinyMlp.Summary),
    ];
}
