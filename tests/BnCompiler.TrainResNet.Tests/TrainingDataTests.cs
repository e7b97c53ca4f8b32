using BnCompiler.Runtime.Tests.Support;
using TrainResNet;
using TrainResNet.Data;
using Xunit;

namespace BnCompiler.TrainResNet.Tests;

public sealed class TrainingDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CifarIsNormalisedAndFlipped()
    {
        CifarBytes.WriteFolder(_folder.Path, imagesPerFile: 20);
        var data = Load(_folder.Path);
        Assert.Equal(("CIFAR-10", false, 100, 20), (data.Source, data.IsGrey, data.Train.Count, data.Test.Count));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i % 10), data.Test.Labels.ToArray());
        Assert.Equal(0, data.Train.Inputs.ToArray().Average(value => (double)value), 1e-3);
        Assert.Equal(1, data.Train.Inputs.ToArray().Average(value => (double)value * value), 1e-3);
        Assert.Equal(
            [new RandomCrop(3, 32, 32, 4), new RandomHorizontalFlip(32)],
            Assert.IsType<Compose>(data.Augmentation).Augmentations.ToArray());
    }

    [Theory]
    [InlineData("mnist", false)]
    [InlineData("fashion-mnist", true)]
    public void ClothesAreFlippedAndDigitsAreNot(string name, bool isFlipped)
    {
        string folder = WriteIdxFolder(name);
        var data = Load(folder);
        Assert.Equal((name, true, 3, 2), (data.Source, data.IsGrey, data.Train.Count, data.Test.Count));
        var crop = new RandomCrop(1, 28, 28, 2);
        if (isFlipped)
        {
            Assert.Equal([crop, new RandomHorizontalFlip(28)], Assert.IsType<Compose>(data.Augmentation).Augmentations.ToArray());
        }
        else
        {
            Assert.Equal(crop, data.Augmentation);
        }
    }

    [Fact]
    public void OnlyTheFirstImagesAreTaken()
    {
        var data = TrainingData.Load(Options(WriteIdxFolder("mnist")) with { Images = 2 });
        Assert.Equal([0, 1], data.Train.Labels.ToArray());
        Assert.Equal(2, data.Test.Count);
    }

    [Fact]
    public void NamesTheMissingFile()
    {
        CifarBytes.WriteFolder(_folder.Path, imagesPerFile: 1);
        File.Delete(_folder.File("data_batch_3.bin"));
        Assert.Contains("has no file 'data_batch_3.bin'", Assert.Throws<FileNotFoundException>(() => Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    private string WriteIdxFolder(string name)
    {
        string folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        Write("train", 3);
        Write("t10k", 2);
        return folder;

        void Write(string prefix, int count)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{prefix}-images-idx3-ubyte"), IdxBytes.Create([count, 28, 28], new byte[count * 28 * 28]));
            File.WriteAllBytes(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte"), IdxBytes.Create([count], [.. Enumerable.Range(0, count).Select(i => (byte)i)]));
        }
    }

    private static TrainResNetOptions Options(string folder) => new(folder, null, 1, 16, false, 1, 1, "out", false, false);

    private static TrainingData Load(string folder) => TrainingData.Load(Options(folder));
}
