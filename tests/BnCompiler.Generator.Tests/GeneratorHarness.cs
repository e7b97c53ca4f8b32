using System.Collections.Immutable;
using BnCompiler.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BnCompiler.Generator.Tests;

/// <summary>A user's project in memory: compiles it, runs the generator, asks the analyzer.</summary>
internal static class GeneratorHarness
{
    /// <summary>What every file of a user's project sees without saying so.</summary>
    private const string GlobalUsings = "global using System; global using System.Collections.Generic; global using System.Linq; global using BnCompiler;";

    public static ImmutableArray<MetadataReference> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    public static CSharpParseOptions ParseOptions { get; } = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);

    public static CSharpCompilationOptions CompilationOptions { get; } =
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>The project with files <c>File1.cs</c>, <c>File2.cs</c>, …</summary>
    public static CSharpCompilation Compile(params IEnumerable<string> sources) => CSharpCompilation.Create(
        "User",
        [Parse(GlobalUsings, "GlobalUsings.cs"), .. sources.Select((source, index) => Parse(source, $"File{index + 1}.cs"))],
        References,
        CompilationOptions);

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path);

    public static GeneratorDriver CreateDriver() => CSharpGeneratorDriver.Create(
        [new NetworkGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static GeneratorOutcome Generate(params IEnumerable<string> sources)
    {
        var driver = CreateDriver().RunGeneratorsAndUpdateCompilation(Compile(sources), out var output, out _);
        return new GeneratorOutcome(driver.GetRunResult().Results.Single(), output);
    }

    /// <summary>What the analyzer reports in the project with the emitted files in it, as in a build.</summary>
    /// <param name="sources">The user's files.</param>
    /// <param name="editorConfig">The text of an .editorconfig beside them.</param>
    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(IEnumerable<string> sources, string? editorConfig = null) => AnalyzeAsync(Compile(sources), editorConfig);

    /// <summary>What the analyzer reports in a project with the emitted files in it, as in a build.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation project, string? editorConfig = null)
    {
        CreateDriver().RunGeneratorsAndUpdateCompilation(project, out var output, out _);
        var configured = output.WithOptions(output.Options.WithSyntaxTreeOptionsProvider(new EditorConfigOptions(editorConfig ?? "")));
        var diagnostics = await configured.WithAnalyzers([new NetworkAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }
}

/// <summary>One run of the generator.</summary>
internal sealed record GeneratorOutcome(GeneratorRunResult Result, Compilation Output)
{
    public ImmutableArray<string> HintNames => [.. Result.GeneratedSources.Select(source => source.HintName).Order(StringComparer.Ordinal)];

    public string AllText => string.Concat(Result.GeneratedSources.OrderBy(source => source.HintName, StringComparer.Ordinal).Select(source => source.HintName + "\n" + source.SourceText));

    /// <summary>What C# says about the project with the emitted files in it.</summary>
    public ImmutableArray<Diagnostic> Errors => [.. Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
}
