using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>
/// Takes away the layers that do nothing at inference (Dropout). Afterwards: no such node is left, and its readers read what it read.
/// An output of the network may then be the value of any other layer, the input included.
/// </summary>
internal sealed class RemoveInferenceIdentities : Pass
{
    public override Graph Run(Graph graph, PassLog log)
    {
        foreach (var identity in graph.Nodes.Where(node => node.Layer.IsIdentityAtInference))
        {
            graph = graph.Without(graph[identity.Id]);
            log.Decide($"{identity.Name}: removed, it does nothing at inference");
        }

        return graph;
    }
}
