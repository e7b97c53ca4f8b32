using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>The source of networks with all their layers, for smaller images, without random masks, without what rounds more, and with another ε.</summary>
/// <param name="sizes">Height and width of the images, by the name of the network's class.</param>
/// <param name="epsilon">The ε of every BatchNorm.</param>
internal sealed class SmallerNetworks(IReadOnlyDictionary<string, int> sizes, double epsilon) : CSharpSyntaxRewriter
{
    public string Rewrite(string source) => Visit(CSharpSyntaxTree.ParseText(source).GetRoot()).ToFullString();

    public override SyntaxNode VisitAttribute(AttributeSyntax node) => node.Name.ToString() switch
    {
        "Network" => With(node, index => index == 0 ? null : Argument(sizes[node.FirstAncestorOrSelf<ClassDeclarationSyntax>()!.Identifier.Text]))
            .AddArgumentListArguments(SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression("false")).WithNameEquals(SyntaxFactory.NameEquals("Winograd"))),
        "Dropout" => With(node, index => index == 0 ? Argument(0) : null),
        "BatchNorm" => node.AddArgumentListArguments(Argument(epsilon).WithNameEquals(SyntaxFactory.NameEquals("Epsilon"))),
        _ => node,
    };

    private static AttributeSyntax With(AttributeSyntax attribute, Func<int, AttributeArgumentSyntax?> replacement) => attribute.WithArgumentList(
        attribute.ArgumentList!.WithArguments(SyntaxFactory.SeparatedList(attribute.ArgumentList.Arguments.Select((argument, index) => replacement(index) ?? argument))));

    private static AttributeArgumentSyntax Argument(double value) =>
        SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression(value.ToString("R", CultureInfo.InvariantCulture)));
}
