using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Declaration;

/// <summary>A class with the attributes on it that declare a network or a block: still symbols, nothing read from them yet.</summary>
/// <param name="Type">The class.</param>
/// <param name="Network">The attribute that makes it a network, or null.</param>
/// <param name="Block">The attribute that makes it a block, or null.</param>
/// <param name="Layers">The layer attributes in the order written, part by part.</param>
internal sealed record AttributedClass(INamedTypeSymbol Type, AttributeData? Network, AttributeData? Block, ImmutableArray<AttributeData> Layers)
{
    public const string NetworkAttributeName = "BnCompiler.NetworkAttribute";

    private const string LibraryNamespace = "BnCompiler";

    /// <summary>Whether anything on the class has to do with networks or blocks.</summary>
    public bool IsDeclaration => Network is not null || Block is not null || !Layers.IsEmpty;

    /// <summary>The first layer attribute of each part of the class that has some. More than one: their order is not defined.</summary>
    public ImmutableArray<AttributeData> Parts =>
        [.. Layers.GroupBy(layer => layer.ApplicationSyntaxReference?.GetSyntax().Parent?.Parent).Select(part => part.First())];

    public static AttributedClass Of(INamedTypeSymbol type)
    {
        var attributes = type.GetAttributes();
        var layers = attributes.Where(IsLayer).ToLookup(layer => layer.ApplicationSyntaxReference?.SyntaxTree);
        var ordered = layers.SelectMany(part => part.OrderBy(layer => layer.ApplicationSyntaxReference?.Span.Start ?? 0));
        return new AttributedClass(type, attributes.FirstOrDefault(IsNetwork), attributes.FirstOrDefault(IsBlock), [.. ordered]);
    }

    /// <summary>
    /// Whether C# itself has something to say about an attribute of the class: an unknown name (perhaps a layer's), a missing
    /// or a malformed argument. What would be found in such a network is only a consequence.
    /// </summary>
    public bool HasErrors => Type.GetAttributes().Any(IsMalformed);

    /// <summary>Whether C# has something to say about the attribute, or nobody knows what it is.</summary>
    public static bool IsMalformed(AttributeData attribute) =>
        attribute.AttributeClass is null or { TypeKind: TypeKind.Error }
        || attribute.AttributeClass.TypeArguments.Any(argument => argument.TypeKind == TypeKind.Error)
        || ((IsNetwork(attribute) || IsLayer(attribute))
            && (attribute.AttributeConstructor is null || attribute.ConstructorArguments.Any(HasError) || attribute.NamedArguments.Any(named => HasError(named.Value))));

    private static bool HasError(TypedConstant constant) =>
        constant.Kind == TypedConstantKind.Error
        || (constant is { Kind: TypedConstantKind.Array, IsNull: false } && constant.Values.Any(HasError));

    /// <summary>Whether a type is the library's.</summary>
    public static bool IsFromLibrary(INamedTypeSymbol? type, string name) =>
        type is { ContainingType: null, ContainingNamespace: { Name: LibraryNamespace, ContainingNamespace.IsGlobalNamespace: true } }
        && type.Name == name;

    private static bool IsNetwork(AttributeData attribute) => IsFromLibrary(attribute.AttributeClass, "NetworkAttribute");

    private static bool IsBlock(AttributeData attribute) => IsFromLibrary(attribute.AttributeClass, "BlockAttribute");

    private static bool IsLayer(AttributeData attribute)
    {
        for (var type = attribute.AttributeClass?.BaseType; type is not null; type = type.BaseType)
        {
            if (IsFromLibrary(type, "LayerAttribute"))
            {
                return true;
            }
        }

        return false;
    }
}
