using System.Collections.Immutable;
using System.Composition;
using BnCompiler.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace BnCompiler.CodeFixes;

/// <summary>Inserts <c>Flatten</c> in front of a layer that expects features and gets an image (BN0005).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InsertFlattenCodeFix))]
[Shared]
public sealed class InsertFlattenCodeFix : SyntaxCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.ShapeMismatch.Id];

    /// <inheritdoc/>
    protected override string Title => "Insert [Flatten]";

    /// <inheritdoc/>
    protected override bool CanMend(SyntaxNode node, Diagnostic diagnostic) =>
        node is AttributeSyntax && diagnostic.Properties.ContainsKey(FindingDiagnostics.MendedByFlatten);

    /// <inheritdoc/>
    protected override SyntaxNode Mend(SyntaxNode root, ImmutableHashSet<SyntaxNode> nodes) => root.ReplaceNodes(
        nodes.Select(node => (AttributeListSyntax)node.Parent!).Distinct(),
        (original, _) => original.WithAttributes(WithFlatten(original.Attributes, nodes)));

    private static SeparatedSyntaxList<AttributeSyntax> WithFlatten(SeparatedSyntaxList<AttributeSyntax> attributes, ImmutableHashSet<SyntaxNode> layers)
    {
        var mended = new List<SyntaxNodeOrToken>();
        foreach (var item in attributes.GetWithSeparators())
        {
            if (item.AsNode() is { } layer && layers.Contains(layer))
            {
                mended.Add(Flatten().WithLeadingTrivia(layer.GetLeadingTrivia()));
                mended.Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(Separation(layer)));
                mended.Add(layer.WithLeadingTrivia(Indentation(layer)));
            }
            else
            {
                mended.Add(item);
            }
        }

        return SyntaxFactory.SeparatedList<AttributeSyntax>(mended);
    }

    /// <summary>The full name, which the simplifier shortens to what the file's usings allow.</summary>
    private static AttributeSyntax Flatten() =>
        SyntaxFactory.Attribute(SyntaxFactory.ParseName("global::BnCompiler.FlattenAttribute").WithAdditionalAnnotations(Simplifier.Annotation));

    /// <summary>A line break where each layer of the list has a line of its own, otherwise a space.</summary>
    private static SyntaxTriviaList Separation(SyntaxNode layer)
    {
        var before = layer.GetFirstToken().GetPreviousToken().TrailingTrivia;
        var lineBreak = before.LastOrDefault();
        return lineBreak.IsKind(SyntaxKind.EndOfLineTrivia) ? [lineBreak] : [SyntaxFactory.Space];
    }

    private static SyntaxTriviaList Indentation(SyntaxNode layer) =>
        [.. layer.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))];
}
