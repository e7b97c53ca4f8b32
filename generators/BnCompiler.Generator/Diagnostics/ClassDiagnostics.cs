using BnCompiler.Generator.Declaration;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Diagnostics;

/// <summary>What is wrong with the class itself, before any layer is read.</summary>
internal static class ClassDiagnostics
{
    public static IEnumerable<Diagnostic> Of(AttributedClass attributed, CancellationToken cancellation)
    {
        string name = attributed.Type.Name;
        if (attributed.Network is null)
        {
            var firstLayer = DeclarationLocator.Attribute(attributed.Layers[0], cancellation);
            return [Diagnostic.Create(DiagnosticDescriptors.NoNetwork, firstLayer, name)];
        }

        var identifier = DeclarationLocator.ClassIdentifier(attributed, attributed.Network, cancellation);
        if (ClassForm.Obstacle(attributed.Type, cancellation) is { } reason)
        {
            return [Diagnostic.Create(DiagnosticDescriptors.UnsupportedClass, identifier, name, reason)];
        }

        return ClassForm.IsPartial(attributed.Type, cancellation)
            ? attributed.Parts.Skip(1).Select(part => Diagnostic.Create(DiagnosticDescriptors.SpreadLayers, DeclarationLocator.Attribute(part, cancellation), name))
            : [Diagnostic.Create(DiagnosticDescriptors.NotPartial, identifier, name)];
    }
}
