using BnCompiler.Package.Tests.Support;

namespace BnCompiler.Package.Tests;

/// <summary>The program of the page of the package for tests, in a project that knows nothing but the package.</summary>
[Collection(nameof(Workplace))]
public sealed class PackageForTestsTests(Workplace workplace)
{
    [Fact]
    public async Task TheGeneratorRunsInAProgram()
    {
        Consumer project = await workplace.NewConsole("testing", "BnCompiler.Testing", Page.TestingPackage.Block("csharp"));
        string output = await (await project.Build()).Run();
        Assert.Equal(["Tiny.Inference.g.cs", "Tiny.Training.g.cs", "Tiny.g.cs"], output.Split('\n', StringSplitOptions.TrimEntries));
    }
}
