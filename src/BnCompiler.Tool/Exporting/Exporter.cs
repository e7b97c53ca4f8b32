using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Tool.Exporting;

/// <summary>Writes a network as an ONNX model.</summary>
internal static class Exporter
{
    /// <param name="folded">Whether BatchNorms go into the weights of the layers in front of them.</param>
    /// <returns>The model, and the names of BatchNorms that are nodes of their own.</returns>
    /// <exception cref="ExportException">A layer has no operator.</exception>
    public static (OnnxWriter Model, ImmutableArray<string> BatchNorms) Export(SourceNetwork network, bool folded)
    {
        var graph = network.Graph;
        var writer = new OnnxWriter(graph.Name);
        var folds = folded ? BatchNormFolding.Find(graph) : ImmutableDictionary<int, Node>.Empty;
        var names = Names(graph, folds);
        foreach (var input in graph.Inputs)
        {
            writer.Input(names[input.Id], input.Shape.Sizes);
        }

        var left = graph.Nodes.Where(node => node.Layer is BatchNormLayer && !folds.ContainsValue(node)).Select(node => node.Name).ToImmutableArray();
        foreach (var node in graph.Nodes.Where(node => !node.Layer.IsInput && !folds.ContainsValue(node)))
        {
            var weights = Weights(network, node);
            if (folds.TryGetValue(node.Id, out var batchNorm))
            {
                weights = BatchNormFolding.Fold(node, weights, (BatchNormLayer)batchNorm.Layer, Weights(network, batchNorm));
            }

            var declaration = network.Declaration.Layers[node.DeclarationIndex];
            LayerExporterCatalog.Export(new LayerExport(node, declaration, writer, [.. node.Inputs.Select(id => names[id])], names[node.Id], weights));
        }

        foreach (var (id, name) in graph.Outputs.Zip(graph.OutputNames))
        {
            Output(writer, graph, names, id, name);
        }

        return (writer, left);
    }

    /// <summary>The names of values; a folded BatchNorm's is that of the layer which computes it now.</summary>
    private static Dictionary<int, string> Names(Graph graph, ImmutableDictionary<int, Node> folds)
    {
        var names = graph.Nodes.ToDictionary(node => node.Id, node => node.Name);
        foreach (var (layer, batchNorm) in folds)
        {
            names[batchNorm.Id] = names[layer];
        }

        return names;
    }

    private static void Output(OnnxWriter writer, Graph graph, Dictionary<int, string> names, int id, string name)
    {
        if (names[id] != name)
        {
            writer.Node("Identity", name, [names[id]]);
        }

        writer.Output(name, graph[id].Shape.Sizes);
    }

    /// <summary>The parameters that the network stores: a bias that cannot change the output is none of them.</summary>
    private static ImmutableDictionary<string, float[]> Weights(SourceNetwork network, Node node) => node.Parameters
        .Where(parameter => network.Parameters.Layout.IndexOf($"{node.Name}.{parameter.Role}") >= 0)
        .ToImmutableDictionary(parameter => parameter.Role, parameter => network.Parameters[$"{node.Name}.{parameter.Role}"].Values.ToArray());
}
