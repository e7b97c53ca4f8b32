namespace SnapshotTesting;

/// <summary>Way 2: read what the build of this very project emitted. No helper package is needed, and it is what ships.</summary>
public sealed class ReadTheBuildTests
{
    [Fact]
    public async Task EmittedFace()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "generated", "SnapshotTesting.Iris.g.cs");
        await Verify(await File.ReadAllTextAsync(path), "cs");
    }
}
