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

    /// <summary>The names of the inputs and outputs that callers may pass on their own: none where there is one of each.</summary>
    public static (ImmutableArray<string> Inputs, ImmutableArray<string> Outputs) PartsOf(NetworkDeclaration declaration)
    {
        var ignored = ImmutableArray.CreateBuilder<Finding>();
        var names = LayerNames.Assign(declaration.Layers, ignored);
        var inputNames = new InputNames(declaration.Layers, names);
        var places = new OutputPlaces(declaration.Layers, index => inputNames.Resolve(index, [], new FindingSink(index, ignored))?[0]);
        var entries = declaration.Layers.Select((layer, index) => (Layer: layer, Name: names[index])).ToImmutableArray();
        string[] inputs = [InputLayer.Name, .. entries.Where(entry => entry.Layer is { Kind: "Input", Instance: null }).Select(entry => entry.Name)];
        string[] outputs = [.. entries.Where(entry => entry.Layer.IsOutput).Select(entry => entry.Name)];
        string[] all = places.IsLastNamed ? outputs : [.. outputs, Graph.LastOutput];
        return inputs.Length + all.Length == 2 ? ([], []) : ([.. inputs], [.. all]);
    }

    public static ImmutableArray<DeclaredParameter> Of(NetworkDeclaration declaration)
    {
        var ignored = ImmutableArray.CreateBuilder<Finding>();
        var names = LayerNames.Assign(declaration.Layers, ignored);
        var parameters =
            from layer in declaration.Layers.Select((layer, index) => (Declaration: layer, Name: names[index]))
            where layer.Declaration is { Instance: null, IsOutput: false }
            let read = LayerCatalog.Find(layer.Declaration.Kind)?.Read(new ArgumentReader(layer.Declaration, new FindingSink(-1, ignored)))
            where read is not null
            from parameter in read.Parameters(AnyShape)
            select new DeclaredParameter(layer.Name, parameter.Role);
        return [.. parameters.Distinct()];
    }
}
