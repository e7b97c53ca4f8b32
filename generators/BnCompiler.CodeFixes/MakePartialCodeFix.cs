using System.Collections.Immutable;
using System.Composition;
using BnCompiler.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.CodeFixes;

/// <summary>Makes a network class, and every type around it, partial (BN0001, and BN0012 where only a containing type is not partial).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialCodeFix))]
[Shared]
public sealed class MakePartialCodeFix : SyntaxCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.NotPartial.Id, DiagnosticDescriptors.UnsupportedClass.Id];

    /// <inheritdoc/>
    protected override string Title => "Make partial";

    /// <inheritdoc/>
    protected override bool CanMend(SyntaxNode node, Diagnostic diagnostic) =>
        node is TypeDeclarationSyntax
        && (diagnostic.Id == DiagnosticDescriptors.NotPartial.Id || diagnostic.Properties.ContainsKey(ClassDiagnostics.MendedByPartial));

    /// <inheritdoc/>
    protected override SyntaxNode Mend(SyntaxNode root, ImmutableHashSet<SyntaxNode> nodes)
    {
        var types = nodes.SelectMany(node => node.AncestorsAndSelf()).OfType<TypeDeclarationSyntax>().Where(type => !IsPartial(type)).Distinct();
        return root.ReplaceNodes(types, static (_, type) => MakePartial(type));
    }

    private static bool IsPartial(TypeDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PartialKeyword);

    /// <summary><c>partial</c> goes last, directly in front of the keyword; as the only modifier it takes over what stood in front of the keyword.</summary>
    private static TypeDeclarationSyntax MakePartial(TypeDeclarationSyntax type)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return type.Modifiers.Count > 0
            ? type.WithModifiers(type.Modifiers.Add(partial))
            : type.WithModifiers([partial.WithLeadingTrivia(type.Keyword.LeadingTrivia)]).WithKeyword(type.Keyword.WithLeadingTrivia());
    }
}
