using BnCompiler.Testing;

namespace SnapshotTesting;

/// <summary>Way 1: compile the declaration in memory. Fast to try variants of a declaration, and it sees diagnostics and the cache too.</summary>
public sealed class RunTheGeneratorTests
{
    [Theory]
    [InlineData("Inference")]
    [InlineData("Training")]
    public async Task EmittedSource(string part)
    {
        string declaration = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Iris.cs"));
        GeneratedNetwork network = NetworkCompilation.Run(declaration);

        Assert.Empty(network.CompilerDiagnostics);
        Assert.Empty(network.RecomputedSteps);
        await Verify(network.Sources[$"SnapshotTesting.Iris.{part}.g.cs"], "cs").UseParameters(part);
    }
}
