using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Diagnostics;

/// <summary>
/// What the compiler found, at the attribute or argument. What it found inside a block is shown twice: in the definition, where it can be mended, and at the
/// use in the network that leads there. Instances that the same use makes say it once.
/// </summary>
internal static class FindingDiagnostics
{
    /// <summary>In a diagnostic's properties when inserting <c>[Flatten]</c> in front of the layer mends it.</summary>
    public const string MendedByFlatten = nameof(MendedByFlatten);

    public static IEnumerable<Diagnostic> Of(ImmutableArray<Finding> findings, AttributedClass attributed, Expansion expansion, CancellationToken cancellation)
    {
        var shown = new HashSet<(string, Location, Location)>();
        foreach (var finding in findings)
        {
            var layer = finding.Layer >= 0 ? expansion.Layers[finding.Layer] : null;
            var place = layer is null ? OfNetwork(finding, attributed, cancellation) : DeclarationLocator.Argument(layer.Attribute, finding.Argument, cancellation);
            if (layer?.Use is null)
            {
                yield return Create(finding, place, attributed, Properties(finding));
                continue;
            }

            var use = DeclarationLocator.Attribute(layer.Use, cancellation);
            if (shown.Add((finding.Id, place, use)))
            {
                yield return Create(finding, place, attributed, Properties(finding));
                yield return Create(finding, use, attributed, ImmutableDictionary<string, string?>.Empty);
            }
        }
    }

    private static Diagnostic Create(Finding finding, Location place, AttributedClass attributed, ImmutableDictionary<string, string?> properties)
    {
        var arguments = finding.Arguments.IsEmpty ? [attributed.Type.Name] : finding.Arguments;
        return Diagnostic.Create(DiagnosticDescriptors.Of(finding.Id), place, properties, [.. arguments]);
    }

    private static ImmutableDictionary<string, string?> Properties(Finding finding) =>
        !finding.Arguments.IsEmpty && finding.Arguments.Last().StartsWith("add [Flatten]", StringComparison.Ordinal)
            ? ImmutableDictionary<string, string?>.Empty.Add(MendedByFlatten, null)
            : ImmutableDictionary<string, string?>.Empty;

    private static Location OfNetwork(Finding finding, AttributedClass attributed, CancellationToken cancellation) =>
        finding.Id == DiagnosticDescriptors.InputShape.Id
            ? DeclarationLocator.Attribute(attributed.Network!, cancellation)
            : DeclarationLocator.ClassIdentifier(attributed, attributed.Network!, cancellation);
}
