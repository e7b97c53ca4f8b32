using BnCompiler.Package.Tests.Support;

namespace BnCompiler.Package.Tests;

/// <summary>The program of the package's page, in a project that knows nothing but the package: built, trimmed and compiled ahead of time.</summary>
[Collection(nameof(Workplace))]
public sealed class PackageUseTests(DigitsProject digits, ITestOutputHelper output) : IClassFixture<DigitsProject>
{
    private const string OlderFramework = "net9.0";

    // Everything of the library is compiled and analysed, not only what the program calls.
    private const string WholeLibrary = """<ItemGroup><TrimmerRootAssembly Include="BnCompiler" /></ItemGroup>""";

    [Fact]
    public void ThePageDeclaresTheNetworkOfTheseTests()
    {
        string declared = string.Join('\n', Page.Package.Block("csharp").SkipWhile(line => !line.StartsWith('[')));
        Assert.EndsWith(declared + "\n", File.ReadAllText(Path.Combine(Repository.Root, "tests", "BnCompiler.Package.Tests", "DigitNet.cs")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Built_ItPredictsWhatTheSourcesPredict()
    {
        Assert.Equal(DigitsProject.Expected(), await digits.Built.Run());
        await Report("built", digits.Built);
    }

    [Fact]
    public async Task Trimmed_ItPredictsTheSame()
    {
        PublishedProgram program = await digits.Project.Copy("trimmed").Publish("-p:PublishTrimmed=true", "-p:PublishSingleFile=true", "--self-contained");
        Assert.Equal(await digits.Built.Run(), await program.Run());
        await Report("trimmed, with its framework in one file", program);
    }

    [NativeFact]
    public async Task CompiledAheadOfTime_ForAProcessor_ItPredictsTheSame()
    {
        Consumer project = digits.Project.Copy("native");
        string framework = await MoveToNativeFramework(project);
        PublishedProgram program = await project.Publish("-p:PublishAot=true", "-p:IlcInstructionSet=x86-64-v3");
        Assert.Equal(await digits.Built.Run(withoutInstructions: "AVX512"), await program.Run());
        await Report($"NativeAOT, {framework}, x86-64-v3", program);
    }

    [NativeFact]
    public async Task CompiledAheadOfTime_ForEveryProcessor_WithTheWholeLibrary_ItPredictsTheSame()
    {
        Consumer project = digits.Project.Copy("portable");
        project.MoveTo(OlderFramework);
        project.Add(WholeLibrary);
        string? problem = await NativeRestoreProblem(project);
        Assert.True(problem is null, $"NativeAOT is not tested: its packages for {OlderFramework} cannot be restored here: {problem}");
        PublishedProgram program = await project.Publish("-p:PublishAot=true");
        Assert.Equal(await digits.Built.Run(withoutInstructions: "AVX"), await program.Run());
        await Report($"NativeAOT, {OlderFramework}, with all of the library", program);
    }

    /// <summary>Chooses the newest framework whose compiler and runtime can be restored.</summary>
    private async Task<string> MoveToNativeFramework(Consumer project)
    {
        if (await NativeRestoreProblem(project) is not { } problem)
        {
            return Workplace.Framework;
        }

        output.WriteLine($"NativeAOT's packages for {Workplace.Framework} cannot be restored here, {OlderFramework} is published instead: {problem}");
        project.MoveTo(OlderFramework);
        return OlderFramework;
    }

    /// <summary>The line that says why NativeAOT's packages cannot be restored, or null where they can.</summary>
    private static async Task<string?> NativeRestoreProblem(Consumer project)
    {
        Command restore = await project.Restore("-p:PublishAot=true");
        return restore.ExitCode == 0 ? null : restore.Output.Split('\n').First(line => line.Contains("error", StringComparison.Ordinal)).Trim();
    }

    private async Task Report(string what, PublishedProgram program) => output.WriteLine(
        FormattableString.Invariant($"{what}: {program.Bytes / 1048576.0:0.0} MiB, {(await program.StartUp()).TotalMilliseconds:0} ms from start to end with one prediction"));
}
