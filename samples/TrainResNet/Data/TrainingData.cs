using BnCompiler;
using Samples.Data;
using Samples.Images;

namespace TrainResNet.Data;

/// <summary>What a run trains on and tests on.</summary>
/// <param name="Source">Where the images come from, for the report.</param>
/// <param name="IsGrey">Whether they are grey with 28×28 pixels, not coloured with 32×32.</param>
/// <param name="Train">The training images.</param>
/// <param name="Test">The test images.</param>
/// <param name="Augmentation">What may be done to a training image without changing its class.</param>
internal sealed record TrainingData(string Source, bool IsGrey, Dataset Train, Dataset Test, Augmentation Augmentation)
{
    private const int GreyPadding = 2;
    private const int ColourPadding = 4;

    /// <summary>Reads or draws the images that are asked for.</summary>
    /// <exception cref="IOException">The folder or a file in it is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static TrainingData Load(TrainResNetOptions options)
    {
        var all = options.Data switch
        {
            null => Grey(DrawnDigits.Create(options.Seed, options.Threads)),
            var folder when CifarFolder.Is(folder) => Colour(folder),
            var folder => Grey(IdxFolder.Load(folder)),
        };
        return options.Images is { } most ? all with { Train = First(all.Train, most), Test = First(all.Test, most) } : all;
    }

    private static TrainingData Grey(ImageData data)
    {
        var crop = new RandomCrop(1, ImageSet.Side, ImageSet.Side, GreyPadding);

        // A mirrored shoe is a shoe, a mirrored 3 is no digit.
        Augmentation augmentation = data.ClassNames == ImageData.FashionNames ? new Compose(crop, new RandomHorizontalFlip(ImageSet.Side)) : crop;
        return new TrainingData(data.Source, true, data.Train.ToDataset(), data.Test.ToDataset(), augmentation);
    }

    private static TrainingData Colour(string folder)
    {
        var (train, test) = CifarFolder.Load(folder);
        var normalize = Normalize.Of(train, CifarFile.Channels);
        var crop = new RandomCrop(CifarFile.Channels, CifarFile.Side, CifarFile.Side, ColourPadding);
        return new TrainingData("CIFAR-10", false, normalize.Apply(train), normalize.Apply(test), new Compose(crop, new RandomHorizontalFlip(CifarFile.Side)));
    }

    private static Dataset First(Dataset dataset, int most) => dataset.Slice(0, Math.Min(most, dataset.Count));
}
