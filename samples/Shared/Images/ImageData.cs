namespace Samples.Images;

/// <summary>What a run trains on and tests on.</summary>
/// <param name="Source">Where the images come from, for the report.</param>
/// <param name="ClassNames">What label i means.</param>
internal sealed record ImageData(string Source, ImageSet Train, ImageSet Test, IReadOnlyList<string> ClassNames)
{
    public static IReadOnlyList<string> DigitNames { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    public static IReadOnlyList<string> FashionNames { get; } =
        ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];
}
