using System.Globalization;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Tests.Diagnostics;

/// <summary>Compares all that the analyzer reports with what a test expects, so that a diagnostic nobody asked for fails it too.</summary>
internal static class ExpectedDiagnostics
{
    /// <summary>The analyzer reports the diagnostic at each <c>[|…|]</c>, with this message, and nothing else.</summary>
    public static async Task<Diagnostic> SingleAsync(string id, string message, params string[] marked)
    {
        var diagnostics = await AllAsync(marked);
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal($"{id}: {message}", $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
        return diagnostic;
    }

    /// <summary>The analyzer reports these ids at the <c>[|…|]</c>, in their order, and nothing else.</summary>
    public static async Task IdsAsync(string[] ids, params string[] marked) =>
        Assert.Equal(ids, (await AllAsync(marked)).Select(diagnostic => diagnostic.Id));

    public static Task NoneAsync(params string[] sources) => IdsAsync([], sources);

    private static async Task<IReadOnlyList<Diagnostic>> AllAsync(string[] marked)
    {
        var sources = marked.Select(MarkedSource.Parse).ToArray();
        var diagnostics = await GeneratorHarness.AnalyzeAsync(sources.Select(source => source.Text));
        var expected = sources.SelectMany((source, index) => source.Spans.Select(span => $"File{index + 1}.cs '{source.Text.Substring(span.Start, span.Length)}' {span}"));
        Assert.Equal(expected, diagnostics.Select(Place));
        return diagnostics;
    }

    private static string Place(Diagnostic diagnostic)
    {
        var tree = diagnostic.Location.SourceTree!;
        return $"{tree.FilePath} '{tree.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)}' {diagnostic.Location.SourceSpan}";
    }
}
