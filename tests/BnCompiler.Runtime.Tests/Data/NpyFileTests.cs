using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Data;

public sealed class NpyFileTests : IDisposable
{
    private readonly StoredFile _file = new();

    public void Dispose() => _file.Dispose();

    private NumberArray Read(byte[] bytes) => _file.Read(bytes, NpyFile.Read);

    private string Refusal(byte[] bytes) => _file.Refusal(bytes, NpyFile.Read);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReadsFloatsOfAllVersions(byte version)
    {
        double[] values = [1.5, -2, 1e-3, double.NaN, 0.1, 7];
        byte[] doubles = [.. values.SelectMany(BitConverter.GetBytes)];
        byte[] singles = [.. values.SelectMany(value => BitConverter.GetBytes((float)value))];
        NumberArray wide = Read(NpyBytes.Of(NpyBytes.Header("<f8", "2, 3"), doubles, version));
        NumberArray narrow = Read(NpyBytes.Of(NpyBytes.Header("<f4", "2, 3"), singles, version));
        Assert.Equal([2, 3], wide.Shape.ToArray());
        Assert.Equal((ElementType.Double, ElementType.Single), (wide.ElementType, narrow.ElementType));
        Assert.Equal(values, wide.ToDoubles());
        Assert.Equal(values.Select(value => (float)value), wide.ToSingles());
        Assert.Equal(values.Select(value => (double)(float)value), narrow.ToDoubles());
    }

    [Theory]
    [InlineData("|u1", new byte[] { 200, 1 }, new[] { 200, 1 })]
    [InlineData("|i1", new byte[] { 200, 1 }, new[] { -56, 1 })]
    [InlineData("<i2", new byte[] { 0xFE, 0xFF, 2, 1 }, new[] { -2, 258 })]
    [InlineData(">i2", new byte[] { 0xFF, 0xFE, 1, 2 }, new[] { -2, 258 })]
    [InlineData("<i4", new byte[] { 4, 3, 2, 1, 0xFF, 0xFF, 0xFF, 0xFF }, new[] { 0x01020304, -1 })]
    [InlineData(">i4", new byte[] { 1, 2, 3, 4, 0xFF, 0xFF, 0xFF, 0xFF }, new[] { 0x01020304, -1 })]
    [InlineData("<i8", new byte[] { 4, 3, 2, 1, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, new[] { 0x01020304, -1 })]
    [InlineData(">i8", new byte[] { 0, 0, 0, 0, 1, 2, 3, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, new[] { 0x01020304, -1 })]
    public void ReadsIntegersInBothByteOrders(string type, byte[] bytes, int[] expected)
    {
        NumberArray array = Read(NpyBytes.Of(NpyBytes.Header(type, "2,"), bytes));
        Assert.Equal(expected, array.ToInt32s());
        Assert.Equal(expected.Select(value => (float)value), array.ToSingles());
    }

    [Fact]
    public void BigEndianFloats()
    {
        Assert.Equal([1f], Read(NpyBytes.Of(NpyBytes.Header(">f4", "1,"), [0x3F, 0x80, 0, 0])).ToSingles());
        Assert.Equal([1.0], Read(NpyBytes.Of(NpyBytes.Header(">f8", "1,"), [0x3F, 0xF0, 0, 0, 0, 0, 0, 0])).ToDoubles());
    }

    [Fact]
    public void AnIntegerThatIsNoLabelIsRefused()
    {
        NumberArray array = Read(NpyBytes.Of(NpyBytes.Header("<i8", "2,"), [.. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(1L << 40)]));
        Assert.Contains("holds 1099511627776 at index 1", Assert.Throws<InvalidDataException>(array.ToInt32s).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadsAVectorANumberAndNothing()
    {
        Assert.Equal([3], Read(NpyBytes.Of("3,", 1, 2, 3)).Shape.ToArray());
        NumberArray number = Read(NpyBytes.Of("", 4));
        Assert.Empty(number.Shape);
        Assert.Equal([4], number.ToDoubles());
        Assert.Empty(Read(NpyBytes.Of("0, 5")).ToSingles());
    }

    /// <summary>numpy.arange(24).reshape(2, 3, 4) in both orders.</summary>
    [Fact]
    public void FortransOrderIsTurned()
    {
        byte[] columns = new byte[24];
        int position = 0;
        for (int k = 0; k < 4; k++)
        {
            for (int j = 0; j < 3; j++)
            {
                for (int i = 0; i < 2; i++)
                {
                    columns[position++] = (byte)((((i * 3) + j) * 4) + k);
                }
            }
        }

        NumberArray array = Read(NpyBytes.Of(NpyBytes.Header("|u1", "2, 3, 4", fortran: "True"), columns));
        Assert.Equal([2, 3, 4], array.Shape.ToArray());
        Assert.Equal(Enumerable.Range(0, 24), array.ToInt32s());
        Assert.Equal([1.5f, -2], Read(NpyBytes.Of(NpyBytes.Header("<f4", "2,", fortran: "True"), TensorFile.Singles(1.5f, -2))).ToSingles());
    }

    [Fact]
    public void ReadsGzip() => Assert.Equal([1, 2, 3], Read(IdxBytes.Gzip(NpyBytes.Of("3,", 1, 2, 3))).ToSingles());

    [Fact]
    public void WhatIsWrittenIsReadAgain()
    {
        RandomSource random = new(7UL);
        for (int round = 0; round < 200; round++)
        {
            int[] shape = [.. Enumerable.Range(0, random.NextInt32(5)).Select(_ => random.NextInt32(6))];
            int length = shape.Aggregate(1, (product, size) => product * size);
            float[] singles = [.. Enumerable.Range(0, length).Select(_ => (float)random.NextNormal())];
            int[] integers = [.. Enumerable.Range(0, length).Select(_ => (int)random.NextUInt64())];
            long[] longs = [.. integers.Select(value => (long)value)];
            NpyFile.Write(_file.Path, singles, shape);
            Assert.Equal(singles, Written(ElementType.Single).ToSingles());
            NpyFile.Write(_file.Path, integers, shape);
            Assert.Equal(integers, Written(ElementType.Int32).ToInt32s());
            NpyFile.Write(_file.Path, longs, shape);
            Assert.Equal(integers, Written(ElementType.Int64).ToInt32s());

            NumberArray Written(ElementType type)
            {
                NumberArray array = NpyFile.Read(_file.Path);
                Assert.Equal(shape, array.Shape.ToArray());
                Assert.Equal(type, array.ElementType);
                return array;
            }
        }
    }

    /// <summary>The bytes that numpy.save writes for numpy.array([1, 2], dtype='&lt;f4').</summary>
    [Fact]
    public void WritesWhatNumPyWrites()
    {
        NpyFile.Write(_file.Path, [1f, 2f], 2);
        byte[] expected =
        [
            0x93, .. "NUMPY"u8, 1, 0, 0x76, 0, .. System.Text.Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".PadRight(117) + "\n"),
            .. TensorFile.Singles(1, 2),
        ];
        Assert.Equal(expected, File.ReadAllBytes(_file.Path));
    }

    [Theory]
    [InlineData("'descr': '<c8', 'fortran_order': False, 'shape': (1,)", 8, "holds '<c8'; expected f4, f8")]
    [InlineData("'descr': '|f4', 'fortran_order': False, 'shape': (1,)", 4, "holds '|f4'")]
    [InlineData("'descr': '', 'fortran_order': False, 'shape': (1,)", 4, "holds ''")]
    [InlineData("'descr': '<f4', 'fortran_order': Perhaps, 'shape': (1,)", 4, "fortran_order 'Perhaps'")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (2,)", 4, "ends before the 8 bytes of elements that its header announces: 4 follow")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (2,)", 12, "goes on after the 8 bytes")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (-1,)", 4, "has the size '-1'")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,)", 4, "has the size '99999999999'")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000)", 4, "has the shape [2000000000, 2000000000, 2000000000]")]
    [InlineData("'descr': '<f4', 'fortran_order': False", 4, "without descr, fortran_order or shape")]
    public void SaysWhatIsWrong(string header, int bytes, string expected) =>
        Assert.Contains(expected, Refusal(NpyBytes.Of($"{{{header}}}", new byte[bytes])), StringComparison.Ordinal);

    [Fact]
    public void AnotherVersionAndAHugeHeaderAreRefused()
    {
        Assert.Contains("version 4", Refusal(NpyBytes.Of(NpyBytes.Header("<f4", ""), new byte[4], version: 4)), StringComparison.Ordinal);
        byte[] huge = NpyBytes.Of(NpyBytes.Header("<f4", ""), new byte[4], version: 2);
        huge[10] = 0xFF;
        Assert.Contains("announces a header of", Refusal(huge), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPrefixOfAFileIsRefused()
    {
        byte[] bytes = NpyBytes.Of("3,", 1, 2, 3);
        Assert.All(Enumerable.Range(0, bytes.Length), length => Refusal(bytes[..length]));
        byte[] packed = IdxBytes.Gzip(bytes);
        Assert.All(Enumerable.Range(0, packed.Length), length => Refusal(packed[..length]));
    }

    [Fact]
    public void MutatedFiles_NeverCrash() =>
        Assert.InRange(_file.Refused(NpyBytes.Of("2, 3", 1, 2, 3, 4, 5, 6), 10_000, NpyFile.Read), 3_000, 9_999);

    [Fact]
    public void AShapeThatDoesNotFitTheValuesIsRefused()
    {
        Assert.Equal("values", Assert.Throws<ArgumentException>(() => NpyFile.Write(_file.Path, [1f, 2f], 3)).ParamName);
        Assert.Equal("shape", Assert.Throws<ArgumentOutOfRangeException>(() => NpyFile.Write(_file.Path, [1, 2], -1, -2)).ParamName);
        Assert.False(File.Exists(_file.Path));
    }
}
