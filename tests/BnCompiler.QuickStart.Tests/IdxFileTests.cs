using QuickStart.Data;
using Xunit;

namespace BnCompiler.QuickStart.Tests;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadsShapeAndValuesWithAndWithoutGzip(bool gzip)
    {
        byte[] content = IdxBytes.Create([2, 3, 1], [1, 2, 3, 4, 5, 255]);
        var idx = IdxFile.Read(Write(gzip ? IdxBytes.Gzip(content) : content), rank: 3);
        Assert.Equal([2, 3, 1], idx.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 255], idx.Values);
    }

    [Fact]
    public void RefusesAnotherRank()
    {
        string message = Refusal(IdxBytes.Create([3], [1, 2, 3]), rank: 3);
        Assert.Contains("starts with 00000801", message);
        Assert.Contains("starts with 00000803", message);
    }

    [Fact]
    public void RefusesAnotherElementType()
    {
        byte[] content = IdxBytes.Create([1], [1]);
        content[2] = 0x0D;
        Assert.Contains("starts with 00000D01", Refusal(content, rank: 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RefusesAFileThatEndsEarly(bool gzip)
    {
        byte[] content = IdxBytes.Create([4], [1, 2, 3]);
        Assert.Contains("ends before", Refusal(gzip ? IdxBytes.Gzip(content) : content, rank: 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    public void RefusesAHeaderThatEndsEarly(int length) =>
        Assert.Contains("ends before", Refusal(IdxBytes.Create([4], [1, 2, 3, 4])[..length], rank: 1));

    [Fact]
    public void RefusesTrailingBytes() => Assert.Contains("goes on after the 2 elements", Refusal(IdxBytes.Create([2], [1, 2, 3]), rank: 1));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void RefusesAnImpossibleSize(int size) => Assert.Contains("dimension 0", Refusal(IdxBytes.Create([size], []), rank: 1));

    [Fact]
    public void RefusesSizesWhoseProductOverflows() =>
        Assert.Contains("dimension 1", Refusal(IdxBytes.Create([1 << 20, 1 << 20, 1 << 24], []), rank: 3));

    [Fact]
    public void RefusesDamagedGzip()
    {
        byte[] content = IdxBytes.Gzip(IdxBytes.Create([400], new byte[400]));
        content[10] = 0xFF; // the first block after the ten header bytes: type 3 does not exist
        Assert.Contains("gzip", Refusal(content, rank: 1));
    }

    private string Refusal(byte[] content, int rank)
    {
        string path = Write(content);
        string message = Assert.Throws<InvalidDataException>(() => IdxFile.Read(path, rank)).Message;
        Assert.Contains(path, message);
        return message;
    }

    private string Write(byte[] content)
    {
        string path = _folder.File("file");
        File.WriteAllBytes(path, content);
        return path;
    }
}
