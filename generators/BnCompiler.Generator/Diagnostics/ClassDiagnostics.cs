using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Diagnostics;

/// <summary>What is wrong with the class itself, before any layer is read.</summary>
internal static class ClassDiagnostics
{
    /// <summary>In a diagnostic's properties when making the containing types partial mends it.</summary>
    public const string MendedByPartial = nameof(MendedByPartial);

    public static IEnumerable<Diagnostic> Of(AttributedClass attributed, CancellationToken cancellation)
    {
        string name = attributed.Type.Name;
        if (attributed.Block is not null)
        {
            return OfBlock(attributed, attributed.Block, cancellation);
        }

        if (attributed.Network is null)
        {
            var firstLayer = DeclarationLocator.Attribute(attributed.Layers[0], cancellation);
            return [Diagnostic.Create(DiagnosticDescriptors.NoNetwork, firstLayer, name)];
        }

        var identifier = DeclarationLocator.ClassIdentifier(attributed, attributed.Network, cancellation);
        if (ClassForm.Obstacle(attributed.Type, cancellation) is { } reason)
        {
            return [Diagnostic.Create(DiagnosticDescriptors.UnsupportedClass, identifier, Properties(reason), name, reason.Text)];
        }

        return ClassForm.IsPartial(attributed.Type, cancellation)
            ? SpreadLayers(attributed, cancellation)
            : [Diagnostic.Create(DiagnosticDescriptors.NotPartial, identifier, name)];
    }

    private static IEnumerable<Diagnostic> OfBlock(AttributedClass attributed, AttributeData block, CancellationToken cancellation)
    {
        var problem = attributed.Network is not null ? DiagnosticDescriptors.NetworkAndBlock
            : attributed.Layers.IsEmpty && !attributed.HasErrors ? DiagnosticDescriptors.NoBlockLayers
            : null;
        return problem is null
            ? SpreadLayers(attributed, cancellation)
            : [Diagnostic.Create(problem, DeclarationLocator.ClassIdentifier(attributed, block, cancellation), attributed.Type.Name)];
    }

    private static IEnumerable<Diagnostic> SpreadLayers(AttributedClass attributed, CancellationToken cancellation) =>
        attributed.Parts.Skip(1).Select(part =>
            Diagnostic.Create(DiagnosticDescriptors.SpreadLayers, DeclarationLocator.Attribute(part, cancellation), attributed.Type.Name));

    private static ImmutableDictionary<string, string?> Properties(ClassObstacle reason) => reason.IsMendedByPartial
        ? ImmutableDictionary<string, string?>.Empty.Add(MendedByPartial, null)
        : ImmutableDictionary<string, string?>.Empty;
}
