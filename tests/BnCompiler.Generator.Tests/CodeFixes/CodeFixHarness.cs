using System.Collections.Immutable;
using BnCompiler.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Host.Mef;

namespace BnCompiler.Generator.Tests.CodeFixes;

/// <summary>Applies a quick fix in an editor's workspace, to one diagnostic or to all of a document.</summary>
internal static class CodeFixHarness
{
    /// <summary>The file after the fix of its first fixable diagnostic, or null where the fix is not offered.</summary>
    public static async Task<string?> FixAsync(CodeFixProvider fix, string source)
    {
        using var workspace = CreateWorkspace();
        var document = CreateDocument(workspace, source);
        var actions = new List<CodeAction>();
        foreach (var diagnostic in await DiagnosticsAsync(document.Project, fix))
        {
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default));
        }

        return actions.Count == 0 ? null : await ApplyAsync(document, actions[0]);
    }

    /// <summary>The file after "fix all in document" of one diagnostic.</summary>
    public static async Task<string> FixAllAsync(CodeFixProvider fix, string source, string id)
    {
        using var workspace = CreateWorkspace();
        var document = CreateDocument(workspace, source);
        var context = new FixAllContext(
            document, fix, FixAllScope.Document, fix.GetType().Name, [id], new Provider(await DiagnosticsAsync(document.Project, fix)), default);
        return await ApplyAsync(document, (await fix.GetFixAllProvider()!.GetFixAsync(context))!);
    }

    private static AdhocWorkspace CreateWorkspace() => new(MefHostServices.DefaultHost);

    private static Document CreateDocument(AdhocWorkspace workspace, string source)
    {
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "User",
            "User",
            LanguageNames.CSharp,
            compilationOptions: GeneratorHarness.CompilationOptions,
            parseOptions: GeneratorHarness.ParseOptions,
            metadataReferences: GeneratorHarness.References));
        return project.AddDocument("File1.cs", source, filePath: "File1.cs");
    }

    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(Project project, CodeFixProvider fix)
    {
        var compilation = await project.GetCompilationAsync();
        var diagnostics = await compilation!.WithAnalyzers([new NetworkAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. diagnostics.Where(diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id)).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private static async Task<string> ApplyAsync(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(default);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync()).ToString();
    }

    private sealed class Provider(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => GetAllDiagnosticsAsync(document.Project, cancellationToken);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => GetAllDiagnosticsAsync(project, cancellationToken);
    }
}
