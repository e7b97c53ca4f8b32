using System.Collections.Immutable;
using System.Composition;
using BnCompiler.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.CodeFixes;

/// <summary>
/// Drops a written <c>Bias = true</c> where the bias is redundant and not stored (BN0009). A constant stays: in a block it may be false elsewhere, and <c>true</c> is
/// the default.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DropRedundantBiasCodeFix))]
[Shared]
public sealed class DropRedundantBiasCodeFix : SyntaxCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.RedundantBias.Id];

    /// <inheritdoc/>
    protected override string Title => "Remove redundant 'Bias = true'";

    /// <inheritdoc/>
    protected override bool CanMend(SyntaxNode node, Diagnostic diagnostic) =>
        node is AttributeArgumentSyntax { NameEquals.Name.Identifier.ValueText: "Bias", Expression: var value } && value.IsKind(SyntaxKind.TrueLiteralExpression);

    /// <inheritdoc/>
    protected override SyntaxNode Mend(SyntaxNode root, ImmutableHashSet<SyntaxNode> nodes) =>
        root.ReplaceNodes(nodes.Select(node => (AttributeArgumentListSyntax)node.Parent!).Distinct(), (original, list) => Without(nodes, original, list));

    private static AttributeArgumentListSyntax Without(ImmutableHashSet<SyntaxNode> nodes, AttributeArgumentListSyntax original, AttributeArgumentListSyntax list)
    {
        int index = original.Arguments.IndexOf(argument => nodes.Contains(argument));
        return index == list.Arguments.Count - 1 && index > 0
            ? list.WithArguments(WithoutLast(list.Arguments))
            : list.RemoveNode(list.Arguments[index], SyntaxRemoveOptions.KeepNoTrivia)!;
    }

    /// <summary>The comma in front of a last argument goes with it; a comment or line break behind the argument stays.</summary>
    private static SeparatedSyntaxList<AttributeArgumentSyntax> WithoutLast(SeparatedSyntaxList<AttributeArgumentSyntax> arguments)
    {
        var trailing = arguments.Last().GetTrailingTrivia();
        var kept = arguments.RemoveAt(arguments.Count - 1);
        var last = kept.Last();
        return kept.Replace(last, last.WithTrailingTrivia(last.GetTrailingTrivia().AddRange(trailing)));
    }
}
