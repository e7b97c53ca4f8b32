using BnCompiler.Runtime.Tests.Support;
using Samples.Data;
using Samples.Images;
using Xunit;

namespace BnCompiler.QuickStart.Tests;

public sealed class IdxFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, "-")]
    [InlineData(false, "-")]
    [InlineData(false, ".")]
    public void ReadsBothSetsAndScalesPixels(bool gzip, string separator)
    {
        IdxFolderFiles.Write(_folder.Path, trainCount: 12, testCount: 3, gzip, separator);
        var data = IdxFolder.Load(_folder.Path);
        Assert.Equal(12, data.Train.Count);
        Assert.Equal([0, 1, 2], data.Test.Labels);
        Assert.Equal(3 * ImageSet.PixelCount, data.Test.Pixels.Length);
        Assert.All(data.Test.Pixels, pixel => Assert.Equal(0.2f, pixel));
        Assert.Same(ImageData.DigitNames, data.ClassNames);
    }

    [Fact]
    public void NamesClothesWhenTheFolderSaysFashion()
    {
        string folder = Directory.CreateDirectory(_folder.File("Fashion-MNIST")).FullName;
        IdxFolderFiles.Write(folder, trainCount: 1, testCount: 1, gzip: true);
        Assert.Same(ImageData.FashionNames, IdxFolder.Load(folder).ClassNames);
    }

    [Fact]
    public void NamesTheMissingFolder() =>
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(() => IdxFolder.Load(_folder.File("nowhere"))).Message);

    [Fact]
    public void NamesTheMissingFile()
    {
        IdxFolderFiles.Write(_folder.Path, trainCount: 1, testCount: 1, gzip: true);
        File.Delete(_folder.File("t10k-labels-idx1-ubyte.gz"));
        Assert.Contains("t10k-labels-idx1-ubyte.gz", Assert.Throws<FileNotFoundException>(() => IdxFolder.Load(_folder.Path)).Message);
    }

    [Fact]
    public void RefusesLabelsThatDoNotMatchTheImages() => AssertRefused(IdxBytes.Create([3], [1, 2, 3]), "3 labels for the 2 images");

    [Fact]
    public void RefusesALabelOutOfRange() => AssertRefused(IdxBytes.Create([2], [1, 10]), "label 10 at index 1");

    [Fact]
    public void RefusesImagesOfAnotherSize()
    {
        IdxFolderFiles.Write(_folder.Path, trainCount: 2, testCount: 1, gzip: false);
        File.WriteAllBytes(_folder.File("train-images-idx3-ubyte"), IdxBytes.Create([2, 32, 32], new byte[2048]));
        Assert.Contains("32×32", Assert.Throws<InvalidDataException>(() => IdxFolder.Load(_folder.Path)).Message);
    }

    private void AssertRefused(byte[] trainLabels, string expected)
    {
        IdxFolderFiles.Write(_folder.Path, trainCount: 2, testCount: 1, gzip: false);
        File.WriteAllBytes(_folder.File("train-labels-idx1-ubyte"), trainLabels);
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => IdxFolder.Load(_folder.Path)).Message);
    }
}
