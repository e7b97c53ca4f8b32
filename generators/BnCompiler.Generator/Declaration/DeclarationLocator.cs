using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Declaration;

/// <summary>
/// The way back from the declaration record, which has no locations, to the source: from an attribute and a property's name to the
/// argument.
/// </summary>
internal static class DeclarationLocator
{
    /// <summary>
    /// The argument that sets the property (on its axis or on both), or the whole attribute where none is written. <c>Others[1]</c> is the
    /// second of the arguments that set one property.
    /// </summary>
    public static Location Argument(AttributeData attribute, string? property, CancellationToken cancellation)
    {
        var (name, index) = Element(property);
        var argument = Candidates(name)
            .Select(candidate => LayerReader.Find(attribute, candidate, index, cancellation))
            .FirstOrDefault(found => found is not null);
        return argument?.GetLocation() ?? Attribute(attribute, cancellation);
    }

    public static Location Attribute(AttributeData attribute, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation() ?? Location.None;

    /// <summary>The type's name where it is declared, or none for a type without source.</summary>
    public static Location Identifier(ITypeSymbol type) => type.Locations.FirstOrDefault(location => location.IsInSource) ?? Location.None;

    /// <summary>The class's name in the part that has the attribute.</summary>
    public static Location ClassIdentifier(AttributedClass attributed, AttributeData attribute, CancellationToken cancellation)
    {
        var part = attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();
        return part?.Identifier.GetLocation() ?? attributed.Type.Locations[0];
    }

    private static (string? Property, int Index) Element(string? property)
    {
        int bracket = property?.IndexOf('[') ?? -1;
        return bracket < 0
            ? (property, 0)
            : (property!.Substring(0, bracket), int.Parse(property.Substring(bracket + 1).TrimEnd(']'), CultureInfo.InvariantCulture));
    }

    private static ImmutableArray<string> Candidates(string? property)
    {
        if (property is null)
        {
            return [];
        }

        string bothAxes = WithoutSuffix(WithoutSuffix(property, "Height"), "Width");
        return bothAxes == property ? [property, property + "Height", property + "Width"] : [property, bothAxes];
    }

    private static string WithoutSuffix(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - suffix.Length) : name;
}
