using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>
/// S(v), per channel of every value: adding a constant to the channel, the same at every position and for every sample, leaves the
/// network's output unchanged with batch statistics. Backwards over the graph: S of a value is the AND over all its readers of what the reader's
/// layer makes of the S of its own value. An output of the network has none.
/// </summary>
internal sealed class ShiftInvarianceAnalysis
{
    private readonly Dictionary<int, ImmutableArray<bool>> invariance = [];

    private ShiftInvarianceAnalysis(Graph graph)
    {
        foreach (var node in graph.Nodes.Reverse())
        {
            invariance.Add(node.Id, Of(graph, node));
        }
    }

    public static ShiftInvarianceAnalysis Run(Graph graph) => new(graph);

    /// <summary>One flag per channel of the node's value.</summary>
    public ImmutableArray<bool> Of(Node node) => invariance[node.Id];

    private ImmutableArray<bool> Of(Graph graph, Node node)
    {
        var result = Channels.All(node.Shape.Channels, !graph.IsOutput(node.Id));
        foreach (var consumer in graph.Consumers(node.Id))
        {
            for (int input = 0; input < consumer.Inputs.Length; input++)
            {
                if (consumer.Inputs[input] == node.Id)
                {
                    result = And(result, consumer.Layer.ShiftInvariance(consumer, input, BeforeEpilogue(consumer)));
                }
            }
        }

        return result;
    }

    /// <summary>What has been fused behind a layer is not looked into; claiming nothing in front of it is always sound.</summary>
    private ImmutableArray<bool> BeforeEpilogue(Node node) =>
        node.Epilogue.IsEmpty ? invariance[node.Id] : Channels.All(node.Shape.Channels, false);

    private static ImmutableArray<bool> And(ImmutableArray<bool> left, ImmutableArray<bool> right) =>
        [.. left.Zip(right, (a, b) => a && b)];
}
