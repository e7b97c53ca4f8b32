using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Data;

public sealed class CifarFileTests : IDisposable
{
    private readonly StoredFile _file = new();

    public void Dispose() => _file.Dispose();

    /// <summary>Images whose pixel i is start + i, in bytes, behind the labels.</summary>
    private static byte[] Image(int start, params byte[] labels) => [.. labels, .. Enumerable.Range(start, 3072).Select(i => (byte)i)];

    private Dataset Read(byte[] bytes, CifarLabels labels) => _file.Read(bytes, path => CifarFile.Read(labels, path));

    private string Refusal(byte[] bytes, CifarLabels labels) => _file.Refusal(bytes, path => CifarFile.Read(labels, path));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadsLabelsAndPlanarPixels(bool gzip)
    {
        byte[] bytes = [.. Image(0, 3), .. Image(7, 9)];
        Dataset dataset = Read(gzip ? IdxBytes.Gzip(bytes) : bytes, CifarLabels.Cifar10);
        Assert.Equal((2, 3072), (dataset.Count, dataset.InputLength));
        Assert.Equal([3, 9], dataset.Labels.ToArray());
        Assert.Equal(Enumerable.Range(0, 3072).Select(i => (i & 255) / 255f), dataset.Inputs[..3072].ToArray());
        Assert.Equal(Enumerable.Range(7, 3072).Select(i => (i & 255) / 255f), dataset.Inputs[3072..].ToArray());
    }

    [Fact]
    public void ReadsSeveralFilesInOrder()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("a"), [.. Image(0, 1), .. Image(0, 2)]);
        File.WriteAllBytes(folder.File("b"), Image(5, 3));
        Dataset dataset = CifarFile.Read(CifarLabels.Cifar10, folder.File("b"), folder.File("a"));
        Assert.Equal([3, 1, 2], dataset.Labels.ToArray());
        Assert.Equal([5 / 255f, 0, 0], new[] { 0, 3072, 6144 }.Select(start => dataset.Inputs.Span[start]));
    }

    [Fact]
    public void TakesTheCoarseOrTheFineLabelOfCifar100()
    {
        byte[] bytes = [.. Image(1, 19, 99), .. Image(2, 0, 50)];
        Dataset coarse = Read(bytes, CifarLabels.Cifar100Coarse);
        Dataset fine = Read(bytes, CifarLabels.Cifar100Fine);
        Assert.Equal([19, 0], coarse.Labels.ToArray());
        Assert.Equal([99, 50], fine.Labels.ToArray());
        Assert.Equal(coarse.Inputs.ToArray(), fine.Inputs.ToArray());
        Assert.Equal([1 / 255f, 2 / 255f], new[] { 0, 3072 }.Select(start => fine.Inputs.Span[start]));
    }

    [Fact]
    public void SaysWhatIsWrong()
    {
        Assert.Contains("has 0 bytes; expected 3073 for each image", Refusal([], CifarLabels.Cifar10), StringComparison.Ordinal);
        Assert.Contains("has 3072 bytes; expected 3073", Refusal(Image(0), CifarLabels.Cifar10), StringComparison.Ordinal);
        Assert.Contains("has 3074 bytes; expected 3073", Refusal(Image(0, 1, 1), CifarLabels.Cifar10), StringComparison.Ordinal);
        Assert.Contains("has 3073 bytes; expected 3074", Refusal(Image(0, 1), CifarLabels.Cifar100Fine), StringComparison.Ordinal);
        Assert.Contains("has label 10 at image 1; expected 0 to 9", Refusal([.. Image(0, 1), .. Image(0, 10)], CifarLabels.Cifar10), StringComparison.Ordinal);
        Assert.Contains("has label 20 at image 0; expected 0 to 19", Refusal(Image(0, 20, 3), CifarLabels.Cifar100Coarse), StringComparison.Ordinal);
        Assert.Contains("has label 100 at image 0; expected 0 to 99", Refusal(Image(0, 3, 100), CifarLabels.Cifar100Fine), StringComparison.Ordinal);
        byte[] packed = IdxBytes.Gzip(Image(0, 1));
        packed[10] = 0xFF;
        Assert.Contains("gzip", Refusal(packed, CifarLabels.Cifar10), StringComparison.Ordinal);
        Assert.Contains("gzip", Refusal(IdxBytes.Gzip(Image(0, 1))[..200], CifarLabels.Cifar10), StringComparison.Ordinal);
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        Assert.Equal("paths", Assert.Throws<ArgumentException>(() => CifarFile.Read(CifarLabels.Cifar10)).ParamName);
        Assert.Equal("labels", Assert.Throws<ArgumentOutOfRangeException>(() => CifarFile.Read((CifarLabels)7, "x")).ParamName);
    }
}
