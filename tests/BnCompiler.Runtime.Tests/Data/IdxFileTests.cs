using System.Buffers.Binary;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly StoredFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadsShapeAndValuesWithAndWithoutGzip(bool gzip)
    {
        byte[] content = IdxBytes.Create([2, 3, 1], [1, 2, 3, 4, 5, 255]);
        NumberArray array = _file.Read(gzip ? IdxBytes.Gzip(content) : content, path => IdxFile.Read(path, rank: 3));
        Assert.Equal([2, 3, 1], array.Shape.ToArray());
        Assert.Equal((ElementType.UInt8, 6), (array.ElementType, array.Length));
        Assert.Equal([1, 2, 3, 4, 5, 255], array.ToInt32s());
        Assert.Equal([1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f, 5 / 255f, 1], array.ToSingles(divisor: 255));
    }

    [Fact]
    public void ReadsEveryElementType()
    {
        Assert.Equal([-128, 127, -1], Values(0x09, [0x80, 0x7F, 0xFF], 3).ToInt32s());
        Assert.Equal([-2, 258], Values(0x0B, [0xFF, 0xFE, 0x01, 0x02], 2).ToInt32s());
        Assert.Equal([int.MinValue, 0x01020304], Values(0x0C, [0x80, 0, 0, 0, 1, 2, 3, 4], 2).ToInt32s());
        byte[] single = new byte[4];
        BinaryPrimitives.WriteSingleBigEndian(single, -1.25e-3f);
        Assert.Equal([-1.25e-3f], Values(0x0D, single, 1).ToSingles());
        byte[] number = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(number, Math.PI);
        Assert.Equal([Math.PI], Values(0x0E, number, 1).ToDoubles());
        Assert.Equal([(float)Math.PI], Values(0x0E, number, 1).ToSingles());

        NumberArray Values(byte type, byte[] bytes, int count) => _file.Read(IdxBytes.Create([count], bytes, type), path => IdxFile.Read(path));
    }

    [Fact]
    public void LabelsThatAreNoIntegersAreRefused()
    {
        NumberArray singles = _file.Read(IdxBytes.Create([1], new byte[4], 0x0D), path => IdxFile.Read(path));
        Assert.Contains("holds numbers of type Single; expected integers", Assert.Throws<InvalidDataException>(singles.ToInt32s).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LargePackedFilesAreReadWhole()
    {
        byte[] values = new byte[300_000];
        new Random(1).NextBytes(values);
        byte[] content = IdxBytes.Gzip(IdxBytes.Create([300, 1000], values));
        Assert.Equal(values.Select(value => (int)value), _file.Read(content, path => IdxFile.Read(path)).ToInt32s());
    }

    [Fact]
    public void RefusesAnotherRank()
    {
        string message = Refusal(IdxBytes.Create([3], [1, 2, 3]), rank: 3);
        Assert.Contains("starts with 00000801", message, StringComparison.Ordinal);
        Assert.Contains("03, as it must have 3 dimensions", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 0x0A)]
    [InlineData(2, 0x0F)]
    [InlineData(3, 0)]
    public void RefusesAnotherMagic(int position, byte value)
    {
        byte[] content = IdxBytes.Create([1], [1]);
        content[position] = value;
        Assert.Contains($"starts with {Convert.ToHexString(content[..4])}", Refusal(content, rank: null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RefusesAFileThatEndsEarly(bool gzip)
    {
        byte[] content = IdxBytes.Create([4], [1, 2, 3]);
        Assert.Contains("ends before the 4 bytes of elements that its header announces: 3 follow", Refusal(gzip ? IdxBytes.Gzip(content) : content, rank: 1), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPrefixIsRefused()
    {
        byte[] content = IdxBytes.Create([4], [1, 2, 3, 4]);
        for (int length = 0; length < content.Length; length++)
        {
            Assert.Contains("ends before", Refusal(content[..length], rank: 1), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EveryPrefixOfAPackedFileIsRefused()
    {
        byte[] content = IdxBytes.Gzip(IdxBytes.Create([400], [.. Enumerable.Range(0, 400).Select(i => (byte)(i * i))]));
        for (int length = 0; length < content.Length; length++)
        {
            Refusal(content[..length], rank: 1);
        }
    }

    [Fact]
    public void RefusesTrailingBytes() => Assert.Contains("goes on after the 2 bytes", Refusal(IdxBytes.Create([2], [1, 2, 3]), rank: 1), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void RefusesAnImpossibleSize(int size) => Assert.Contains("dimension 0", Refusal(IdxBytes.Create([size], []), rank: 1), StringComparison.Ordinal);

    [Fact]
    public void RefusesSizesWhoseProductOverflows() =>
        Assert.Contains("dimension 1", Refusal(IdxBytes.Create([1 << 20, 1 << 20, 1 << 24], []), rank: 3), StringComparison.Ordinal);

    /// <summary>Two gigabytes are announced, nothing follows: no memory may be taken for them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TakesNoMemoryForWhatIsOnlyAnnounced(bool gzip)
    {
        byte[] content = IdxBytes.Create([2_000_000_000], [1, 2, 3]);
        byte[] file = gzip ? IdxBytes.Gzip(content) : content;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("ends before the 2000000000 bytes", Refusal(file, rank: 1), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void RefusesDamagedGzip()
    {
        byte[] content = IdxBytes.Gzip(IdxBytes.Create([400], new byte[400]));
        content[10] = 0xFF; // the first block after the ten header bytes: type 3 does not exist
        Assert.Contains("gzip", Refusal(content, rank: 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MutatedFiles_NeverCrash(bool gzip)
    {
        byte[] content = IdxBytes.Create([2, 3, 4], [.. Enumerable.Range(0, 24).Select(i => (byte)i)]);
        Assert.InRange(_file.Refused(gzip ? IdxBytes.Gzip(content) : content, 10_000, path => IdxFile.Read(path)), 3_000, 9_999);
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        Assert.Equal("rank", Assert.Throws<ArgumentOutOfRangeException>(() => IdxFile.Read("x", rank: 0)).ParamName);
        Assert.Throws<ArgumentException>(() => IdxFile.Read(""));
        Assert.Throws<FileNotFoundException>(() => IdxFile.Read(_file.Path));
    }

    private string Refusal(byte[] content, int? rank) => _file.Refusal(content, path => IdxFile.Read(path, rank));
}
