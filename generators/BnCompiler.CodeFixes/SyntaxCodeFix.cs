using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace BnCompiler.CodeFixes;

/// <summary>
/// A quick fix that needs the syntax of one file only. It mends any number of places at once, so that fixing a whole document, project
/// or solution is the same edit, not one merge after the other.
/// </summary>
public abstract class SyntaxCodeFix : CodeFixProvider
{
    /// <summary>What the user reads in the list of fixes.</summary>
    protected abstract string Title { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create((context, document, diagnostics) => MendAsync(document, diagnostics, context.CancellationToken)!);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics.Where(diagnostic => root is not null && CanMend(Node(root, diagnostic), diagnostic)))
        {
            context.RegisterCodeFix(
                CodeAction.Create(Title, cancellation => MendAsync(context.Document, [diagnostic], cancellation), equivalenceKey: GetType().Name),
                diagnostic);
        }
    }

    /// <summary>Whether the fix applies to the node that the diagnostic points at.</summary>
    protected abstract bool CanMend(SyntaxNode node, Diagnostic diagnostic);

    /// <summary>The file with every one of the nodes mended.</summary>
    protected abstract SyntaxNode Mend(SyntaxNode root, ImmutableHashSet<SyntaxNode> nodes);

    private async Task<Document> MendAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root is null)
        {
            return document;
        }

        var nodes = diagnostics.Where(diagnostic => CanMend(Node(root, diagnostic), diagnostic)).Select(diagnostic => Node(root, diagnostic));
        return document.WithSyntaxRoot(Mend(root, [.. nodes]));
    }

    private static SyntaxNode Node(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: false);
}
