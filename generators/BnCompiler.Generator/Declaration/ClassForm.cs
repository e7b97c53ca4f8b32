using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Declaration;

/// <summary>Which classes the compiler can add members to, and how their headers read.</summary>
internal static class ClassForm
{
    public static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation) =>
        Declarations(type, cancellation).All(declaration => declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>What stands against emitting into the class, apart from a missing <c>partial</c> of its own, or null: completes "cannot be a network: …".</summary>
    public static string? Obstacle(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.IsStatic)
        {
            return "it is static";
        }

        if (type.IsAbstract)
        {
            return "it is abstract";
        }

        if (type.IsRecord)
        {
            return "it is a record";
        }

        if (Declarations(type, cancellation).Any(declaration => declaration.ParameterList is not null))
        {
            return "it has a primary constructor";
        }

        return SelfAndContainingTypes(type).Select(each => Obstacle(each, type, cancellation)).FirstOrDefault(reason => reason is not null);
    }

    /// <summary>The types around the class, outermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> ContainingTypes(INamedTypeSymbol type) => SelfAndContainingTypes(type).Skip(1).Reverse();

    /// <summary>What a further part of a containing type starts with: <c>partial record struct Models</c>.</summary>
    public static string Header(INamedTypeSymbol type)
    {
        string keyword = (type.TypeKind, type.IsRecord) switch
        {
            (TypeKind.Struct, true) => "record struct",
            (TypeKind.Struct, false) => "struct",
            (TypeKind.Interface, _) => "interface",
            (_, true) => "record",
            _ => "class",
        };
        return $"partial {keyword} {Identifier(type.Name)}";
    }

    public static string AccessibilityKeywords(INamedTypeSymbol type) => type.DeclaredAccessibility switch
    {
        Accessibility.Public => "public",
        Accessibility.Protected => "protected",
        Accessibility.Private => "private",
        Accessibility.ProtectedOrInternal => "protected internal",
        Accessibility.ProtectedAndInternal => "private protected",
        _ => "internal",
    };

    public static string Namespace(INamedTypeSymbol type)
    {
        var names = new Stack<string>();
        for (var scope = type.ContainingNamespace; scope is { IsGlobalNamespace: false }; scope = scope.ContainingNamespace)
        {
            names.Push(Identifier(scope.Name));
        }

        return string.Join(".", names);
    }

    /// <summary>A name as source text has it: <c>@class</c> where it is a keyword.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static string? Obstacle(INamedTypeSymbol type, INamedTypeSymbol network, CancellationToken cancellation)
    {
        bool isNetwork = SymbolEqualityComparer.Default.Equals(type, network);
        if (type.IsGenericType && !type.TypeParameters.IsEmpty)
        {
            return isNetwork ? "it is generic" : $"it is inside the generic type '{type.Name}'";
        }

        if (type.IsFileLocal)
        {
            return isNetwork ? "it is visible in its file only" : $"it is inside '{type.Name}', which is visible in its file only";
        }

        return isNetwork || IsPartial(type, cancellation) ? null : $"it is inside '{type.Name}', which is not partial";
    }

    private static IEnumerable<INamedTypeSymbol> SelfAndContainingTypes(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? each = type; each is not null; each = each.ContainingType)
        {
            yield return each;
        }
    }

    private static IEnumerable<TypeDeclarationSyntax> Declarations(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>();
}
