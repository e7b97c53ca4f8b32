using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>One parameter that a declaration gives a name to.</summary>
internal sealed record DeclaredParameter(string Layer, string Role);

/// <summary>
/// The names that a declaration promises, whether or not it compiles: a network with an error keeps its members, so that code that uses
/// them stays free of errors.
/// </summary>
internal static class DeclaredParameters
{
    /// <summary>Which parameters a layer has does not depend on the shape of its input, only their sizes do.</summary>
    private static readonly ImmutableArray<Shape> AnyShape = [new Shape(1)];

    public static ImmutableArray<DeclaredParameter> Of(NetworkDeclaration declaration)
    {
        var ignored = ImmutableArray.CreateBuilder<Finding>();
        var names = LayerNames.Assign(declaration.Layers, ignored);
        var parameters =
            from layer in declaration.Layers.Select((layer, index) => (Declaration: layer, Name: names[index]))
            where layer.Declaration.Instance is null
            let read = LayerCatalog.Find(layer.Declaration.Kind)?.Read(new ArgumentReader(layer.Declaration, new FindingSink(-1, ignored)))
            where read is not null
            from parameter in read.Parameters(AnyShape)
            select new DeclaredParameter(layer.Name, parameter.Role);
        return [.. parameters.Distinct()];
    }
}
