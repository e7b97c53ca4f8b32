using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>
/// Which positive factors each value may be multiplied by without changing the network's output, with batch statistics and up to ε.
/// Backwards over the graph, the least over all readers: a factor is taken away by each reader by itself, or it is not claimed. It is made
/// for the training graph from EliminateRedundantBiases on, because a bias that is stored stops a factor and one that is eliminated does not.
/// </summary>
internal sealed class ScaleInvarianceAnalysis
{
    private readonly Dictionary<int, ScaleInvariance> invariance = [];

    private ScaleInvarianceAnalysis(Graph graph)
    {
        foreach (var node in graph.Nodes.Reverse())
        {
            invariance.Add(node.Id, Of(graph, node));
        }
    }

    public static ScaleInvarianceAnalysis Run(Graph graph) => new(graph);

    public ScaleInvariance Of(Node node) => invariance[node.Id];

    /// <summary>The member of the runtime's <c>ParameterFacts</c> that holds for a stored parameter.</summary>
    public string FactOf(Node node, ParameterSpec parameter)
    {
        var free = BeforeEpilogue(node);
        bool isFactor = parameter.Kind != "Slope";
        if (free == ScaleInvariance.None || !parameter.IsTrainable || !isFactor)
        {
            return "None";
        }

        if (node.Has("bias"))
        {
            return parameter.Kind is "BatchNormWeight" or "BatchNormBias" or "NormWeight" or "NormBias" ? "JointlyScaleFree" : "None";
        }

        // A row is an entry of the first axis; where that is not the outputs, only their common factor is one of the whole parameter.
        return free == ScaleInvariance.PerChannel && !parameter.InputsFirst ? "ScaleFreePerRow" : "ScaleFreeAsWhole";
    }

    private ScaleInvariance Of(Graph graph, Node node)
    {
        if (graph.IsOutput(node.Id))
        {
            return ScaleInvariance.None;
        }

        return graph.Consumers(node.Id)
            .SelectMany(consumer => Enumerable.Range(0, consumer.Inputs.Length)
                .Where(input => consumer.Inputs[input] == node.Id)
                .Select(input => consumer.Layer.ScaleInvariance(consumer, input, BeforeEpilogue(consumer))))
            .Append(ScaleInvariance.PerChannel)
            .Min();
    }

    /// <summary>What has been fused behind a layer passes what it would pass as a node.</summary>
    private ScaleInvariance BeforeEpilogue(Node node) =>
        node.Epilogue.Reverse().Aggregate(
            invariance[node.Id],
            (free, operation) => operation.Source.Layer.ScaleInvariance(operation.Source, 0, free));
}
