using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Tests.Architecture;

/// <summary>
/// Finds text whose characters depend on the culture of the machine. Interpolated strings are invariant in the generator (its
/// <c>DefaultInterpolatedStringHandler</c> sees to it); what is left are conversions beside them.
/// </summary>
internal static class CultureChecker
{
    /// <param name="sources">Text by path in the generator's project.</param>
    /// <returns>A sentence for each violation.</returns>
    public static IReadOnlyList<string> Check(IReadOnlyDictionary<string, string> sources)
    {
        var compilation = Repository.Compile(sources);
        var violations =
            from tree in compilation.SyntaxTrees
            let model = compilation.GetSemanticModel(tree)
            from node in tree.GetRoot().DescendantNodes()
            where DependsOnCulture(node, model)
            select $"{tree.FilePath}: {node}";
        return [.. violations.Order(StringComparer.Ordinal)];
    }

    private static bool DependsOnCulture(SyntaxNode node, SemanticModel model) => node switch
    {
        InvocationExpressionSyntax call => model.GetSymbolInfo(call).Symbol is IMethodSymbol method && DependsOnCulture(method),
        BinaryExpressionSyntax sum => model.GetTypeInfo(sum).Type?.SpecialType == SpecialType.System_String
            && (IsNumber(model.GetTypeInfo(sum.Left).Type) || IsNumber(model.GetTypeInfo(sum.Right).Type)),
        _ => false,
    };

    private static bool DependsOnCulture(IMethodSymbol method) => (method.ContainingType.Name, method.Name) switch
    {
        ("String" or "Char", "ToUpper" or "ToLower") => !method.Parameters.Any(TakesCulture),
        ("String", "Join" or "Concat") => method.TypeArguments.Any(IsNumber),
        ("String", "Format") => !method.Parameters.Any(TakesCulture),
        ("StringBuilder", "Append" or "Insert") => IsNumber(method.Parameters.Last().Type),
        ("Convert", "ToString") => !method.Parameters.Any(TakesCulture),
        (_, "ToString") => IsNumber(method.ContainingType) && !method.Parameters.Any(TakesCulture),
        _ => false,
    };

    private static bool TakesCulture(IParameterSymbol parameter) => parameter.Type.Name is "IFormatProvider" or "CultureInfo";

    private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is
        SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal;
}
