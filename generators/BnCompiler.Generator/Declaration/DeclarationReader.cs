using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Declaration;

/// <summary>Reads an annotated class into the record from which everything else follows.</summary>
internal static class DeclarationReader
{
    public static NetworkDeclaration? Read(AttributedClass attributed, Compilation compilation, CancellationToken cancellation) =>
        Read(attributed, BlockExpander.Expand(attributed, compilation, cancellation), cancellation);

    /// <summary>The declaration, or null where nothing can be emitted into the class: it is not partial, generic, … .</summary>
    public static NetworkDeclaration? Read(AttributedClass attributed, Expansion expansion, CancellationToken cancellation)
    {
        var type = attributed.Type;
        if (attributed.Network is null || !ClassForm.IsPartial(type, cancellation) || ClassForm.Obstacle(type, cancellation) is not null)
        {
            return null;
        }

        return new NetworkDeclaration(
            ClassForm.Namespace(type),
            ClassForm.ContainingTypes(type).Select(ClassForm.Header).ToImmutableArray(),
            ClassForm.AccessibilityKeywords(type),
            ClassForm.Identifier(type.Name),
            InputShape(attributed.Network),
            expansion.Layers.Select(layer => layer.Declaration).ToImmutableArray())
        {
            Error = Error(attributed, expansion),
            Assembly = type.ContainingAssembly.Name,
            WeightDecay = WeightDecay(attributed.Network),
            Winograd = Named(attributed.Network, nameof(NetworkDeclaration.Winograd)).Value is not false,
        };
    }

    private static string? Error(AttributedClass attributed, Expansion expansion) =>
        attributed.HasErrors || expansion.HasErrors ? NetworkDeclaration.LanguageError
        : attributed.Block is not null ? "BN0023"
        : attributed.Parts.Length > 1 ? "BN0004"
        : expansion.Problems.FirstOrDefault()?.Id;

    private static DecayScope? WeightDecay(AttributeData network) =>
        Named(network, nameof(NetworkDeclaration.WeightDecay)) is { Kind: TypedConstantKind.Enum, Value: int scope } ? (DecayScope)scope : null;

    private static TypedConstant Named(AttributeData attribute, string name) => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value;

    private static ImmutableArray<int> InputShape(AttributeData network) =>
        network.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Array, IsNull: false } sizes
            ? [.. sizes.Values.Select(size => size.Value as int? ?? 0)]
            : [];
}
