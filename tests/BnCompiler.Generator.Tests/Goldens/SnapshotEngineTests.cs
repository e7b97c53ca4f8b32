using BnCompiler.Testing;
using BuiltIn = BnCompiler.Testing.Verifier;

namespace BnCompiler.Generator.Tests.Goldens;

/// <summary>The built-in snapshot engine itself: file names, what passes, what a failure leaves behind and says.</summary>
public sealed class SnapshotEngineTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("snapshots");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task MissingVerifiedFileLeavesAReceivedOne()
    {
        var failure = await Assert.ThrowsAsync<SnapshotException>(() => BuiltIn.Verify("text", "cs").UseDirectory(directory.FullName));
        Assert.Equal(["SnapshotEngineTests.MissingVerifiedFileLeavesAReceivedOne.received.cs"], Files());
        Assert.Contains("SnapshotEngineTests.MissingVerifiedFileLeavesAReceivedOne.verified.cs", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RenamingAcceptsAndALaterMatchRemovesTheReceivedFile()
    {
        Task Compare() => BuiltIn.Verify("one\r\ntwo").UseMethodName("Renamed").UseDirectory(directory.FullName);
        await Assert.ThrowsAsync<SnapshotException>(Compare);
        File.Copy(In("SnapshotEngineTests.Renamed.received.txt"), In("SnapshotEngineTests.Renamed.verified.txt"));
        await Compare();
        Assert.Equal(["SnapshotEngineTests.Renamed.verified.txt"], Files());
    }

    [Theory]
    [InlineData("one\ntwo")]
    [InlineData("one\r\ntwo")]
    [InlineData("one\ntwo\n")]
    [InlineData("\uFEFFone\ntwo")]
    public async Task LineEndsAndByteOrderMarksDoNotMatter(string verified)
    {
        await File.WriteAllTextAsync(In("Text.verified.txt"), verified);
        await BuiltIn.Verify("one\ntwo").UseFileName("Text").UseDirectory(directory.FullName);
    }

    [Theory]
    [InlineData("one\ntwo\n\n")]
    [InlineData("one\nTwo")]
    [InlineData("one")]
    [InlineData("one\ntwo ")]
    public async Task EverythingElseDoes(string verified)
    {
        await File.WriteAllTextAsync(In("Text.verified.txt"), verified);
        await Assert.ThrowsAsync<SnapshotException>(() => BuiltIn.Verify("one\ntwo").UseFileName("Text").UseDirectory(directory.FullName));
        Assert.Equal(["Text.received.txt", "Text.verified.txt"], Files());
    }

    [Fact]
    public async Task FailureShowsTheFirstDifference()
    {
        await File.WriteAllTextAsync(In("Text.verified.txt"), "a\nb\nc\nd\ne");
        var failure = await Assert.ThrowsAsync<SnapshotException>(() => BuiltIn.Verify("a\nb\nc\nX\ne").UseFileName("Text").UseDirectory(directory.FullName));
        Assert.Contains("First difference at line 4", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-    4 | d\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains("+    4 | X\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains("     3 | c\n", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b", 3)]
    public async Task ParametersAreInTheNameWithInvalidCharactersReplaced(string path, int count)
    {
        await Assert.ThrowsAsync<SnapshotException>(() => BuiltIn.Verify("text").UseDirectory(directory.FullName).UseParameters(path, count));
        Assert.Equal(["SnapshotEngineTests.ParametersAreInTheNameWithInvalidCharactersReplaced_path=a-b_count=3.received.txt"], Files());
    }

    [Theory]
    [InlineData(1, 2)]
    public async Task TooManyParametersAreRefused(int one, int two)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => BuiltIn.Verify("text").UseDirectory(directory.FullName).UseParameters(one, two, 3));
        Assert.Contains("got 3 values", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileNameExcludesTheOtherNames() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => BuiltIn.Verify("text").UseDirectory(directory.FullName).UseFileName("Text").UseMethodName("Other"));

    [Fact]
    public async Task TextForParametersAndTypeNameAreUsed()
    {
        await Assert.ThrowsAsync<SnapshotException>(() => BuiltIn.Verify("text").UseDirectory(directory.FullName).UseTypeName("Type").UseMethodName("Method").UseTextForParameters("text"));
        Assert.Equal(["Type.Method_text.received.txt"], Files());
    }

    [Fact]
    public async Task OptionsComeBeforeTheComparison()
    {
        await File.WriteAllTextAsync(In("Text.verified.txt"), "text");
        var comparison = BuiltIn.Verify("text").UseFileName("Text").UseDirectory(directory.FullName);
        await comparison;
        Assert.Throws<InvalidOperationException>((Action)(() => comparison.UseFileName("Other")));
    }

    private string In(string name) => Path.Combine(directory.FullName, name);

    private string[] Files() => [.. directory.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];
}
