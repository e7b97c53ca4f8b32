using ModelZoo.Peers;
using Xunit;

namespace BnCompiler.ModelZoo.Tests;

public sealed class NpyFileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReadsBothTypesAndAllVersions(byte version)
    {
        double[] values = [1.5, -2, 1e-3, double.NaN, 0.1, 7];
        byte[] doubles = [.. values.SelectMany(BitConverter.GetBytes)];
        byte[] singles = [.. values.SelectMany(value => BitConverter.GetBytes((float)value))];
        var wide = NpyFile.Parse(NpyBytes.Of(NpyBytes.Header("<f8", "2, 3"), doubles, version));
        var narrow = NpyFile.Parse(NpyBytes.Of(NpyBytes.Header("<f4", "2, 3"), singles, version));
        Assert.Equal([2, 3], wide.Shape);
        Assert.Equal(values, wide.Values);
        Assert.Equal(values.Select(value => (double)(float)value), narrow.Values);
    }

    [Fact]
    public void ReadsAVectorAndANumber()
    {
        Assert.Equal([3], NpyFile.Parse(NpyBytes.Of("3,", 1, 2, 3)).Shape);
        var number = NpyFile.Parse(NpyBytes.Of("", 4));
        Assert.Empty(number.Shape);
        Assert.Equal([4], number.Values);
    }

    [Theory]
    [InlineData("'descr': '<i8', 'fortran_order': False, 'shape': (1,)", 8, "holds '<i8'")]
    [InlineData("'descr': '<f4', 'fortran_order': True, 'shape': (1,)", 4, "Fortran")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (2,)", 4, "has 4 bytes of data; [2] takes 8")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (-1,)", 4, "has the size '-1'")]
    [InlineData("'descr': '<f4', 'fortran_order': False", 4, "without descr, fortran_order or shape")]
    public void SaysWhatIsWrong(string header, int bytes, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => NpyFile.Parse(NpyBytes.Of($"{{{header}}}", new byte[bytes]))).Message, StringComparison.Ordinal);

    [Fact]
    public void EveryPrefixOfAFileIsRefused()
    {
        byte[] bytes = NpyBytes.Of("3,", 1, 2, 3);
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Throws<InvalidDataException>(() => NpyFile.Parse(bytes.AsSpan(0, length))));
    }

    [Fact]
    public void NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("input.npy"), "no array");
        Assert.Contains("input.npy", Assert.Throws<InvalidDataException>(() => NpyFile.Read(folder.File("input.npy"))).Message, StringComparison.Ordinal);
    }
}
