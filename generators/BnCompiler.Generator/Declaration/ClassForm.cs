using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Declaration;

/// <summary>Which classes the compiler can add members to, and how their headers read.</summary>
internal static class ClassForm
{
    /// <summary>Members of every emitted class; C# lets no class be called like its member.</summary>
    public static ImmutableArray<string> MemberNames { get; } =
    [
        "InputLength", "OutputLength", "ParameterCount", "Summary", "Layout", "BatchNorms", "Parameters", "Fold", "Save", "Load", "Inference", "Trainer",
        "Problem", "Unknown",
    ];

    public static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation) =>
        Declarations(type, cancellation).All(declaration => declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>What stands against emitting into the class, apart from a missing <c>partial</c> of its own, or null.</summary>
    public static ClassObstacle? Obstacle(INamedTypeSymbol type, CancellationToken cancellation)
    {
        string? own = OwnObstacle(type, cancellation);
        if (own is not null)
        {
            return new ClassObstacle(own, IsMendedByPartial: false);
        }

        var containing = ContainingTypes(type).ToImmutableArray();
        string? around = containing.Select(ContainingObstacle).FirstOrDefault(reason => reason is not null);
        if (around is not null)
        {
            return new ClassObstacle(around, IsMendedByPartial: false);
        }

        var closed = containing.FirstOrDefault(each => !IsPartial(each, cancellation));
        return closed is null ? null : new ClassObstacle($"it is inside '{closed.Name}', which is not partial", IsMendedByPartial: true);
    }

    /// <summary>The types around the class, outermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> ContainingTypes(INamedTypeSymbol type)
    {
        var types = new Stack<INamedTypeSymbol>();
        for (var containing = type.ContainingType; containing is not null; containing = containing.ContainingType)
        {
            types.Push(containing);
        }

        return types;
    }

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

    private static string? OwnObstacle(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.IsStatic ? "it is static"
        : type.IsAbstract ? "it is abstract"
        : type.IsRecord ? "it is a record"
        : !type.TypeParameters.IsEmpty ? "it is generic"
        : type.IsFileLocal ? "it is visible in its file only"
        : Declarations(type, cancellation).Any(declaration => declaration.ParameterList is not null) ? "it has a primary constructor"
        : MemberNames.Contains(type.Name) ? $"it is called like its member '{type.Name}'"
        : null;

    private static string? ContainingObstacle(INamedTypeSymbol type) =>
        !type.TypeParameters.IsEmpty ? $"it is inside the generic type '{type.Name}'"
        : type.IsFileLocal ? $"it is inside '{type.Name}', which is visible in its file only"
        : null;

    private static IEnumerable<TypeDeclarationSyntax> Declarations(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>();
}

/// <summary>Why nothing can be emitted into a class.</summary>
/// <param name="Text">Completes "cannot be a network: …".</param>
/// <param name="IsMendedByPartial">Whether the only thing missing is <c>partial</c> on containing types.</param>
internal sealed record ClassObstacle(string Text, bool IsMendedByPartial);
