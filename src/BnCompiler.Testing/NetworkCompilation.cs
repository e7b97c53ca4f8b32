using System.Collections.Immutable;
using BnCompiler.Generator;
using BnCompiler.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BnCompiler.Testing;

/// <summary>Compiles C# source in memory with the BnCompiler generator and analyzer, as a user's build does.</summary>
/// <example><code>
/// GeneratedNetwork network = NetworkCompilation.Run("""
///     using BnCompiler;
///
///     [Network(8), Linear(3)]
///     public sealed partial class Tiny;
///     """);
/// await Verify(network.Sources["Tiny.Inference.g.cs"], "cs");
/// </code></example>
public static class NetworkCompilation
{
    private const string UnrelatedFile = "namespace Unrelated { internal static class Edit { /* nothing a network depends on */ } }";

    // What AnalysisLevel=latest-all, Nullable=enable and GenerateDocumentationFile=true ask of the compiler.
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly CSharpCompilationOptions Compiling = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        nullableContextOptions: NullableContextOptions.Enable,
        warningLevel: 9999,
        deterministic: true);

    /// <summary>
    /// Runs the generator. The analyzer, and the generator a second time after an unrelated file was added, run when their results are first asked for.
    /// </summary>
    /// <param name="sources">The text of one or more C# files. Usings are the author's own: none are implied.</param>
    /// <returns>Everything that came out.</returns>
    public static GeneratedNetwork Run(params string[] sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var compilation = CSharpCompilation.Create(
            "Networks",
            sources.Select((text, index) => CSharpSyntaxTree.ParseText(text, Parsing, $"Source{index}.cs")),
            References.All,
            Compiling);

        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new NetworkGenerator().AsSourceGenerator()],
            parseOptions: Parsing,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var complete, out var generatorDiagnostics);
        var first = driver.GetRunResult().Results.Single();
        return new GeneratedNetwork(
            complete,
            first.GeneratedSources.ToImmutableSortedDictionary(source => source.HintName, source => source.SourceText.ToString(), StringComparer.Ordinal),
            generatorDiagnostics,
            () => Analyze(complete),
            () => RecomputedSteps.Find(RunAgain(driver, compilation)));
    }

    private static GeneratorRunResult RunAgain(GeneratorDriver driver, Compilation compilation)
    {
        var edited = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(UnrelatedFile, Parsing, "Unrelated.cs"));
        return driver.RunGenerators(edited).GetRunResult().Results.Single();
    }

    private static ImmutableArray<Diagnostic> Analyze(Compilation compilation) =>
        compilation.WithAnalyzers([new NetworkAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
}
