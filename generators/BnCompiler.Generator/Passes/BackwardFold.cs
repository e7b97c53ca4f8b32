using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>The search for a layer in front of a BatchNorm whose weights take its affine map.</summary>
/// <param name="Target">The layer, or null.</param>
/// <param name="Between">Names of the layers that the map passes, from the BatchNorm on.</param>
/// <param name="Obstacle">Why there is no target.</param>
internal sealed record BackwardFold(Node? Target, ImmutableArray<string> Between, string Obstacle)
{
    public static BackwardFold Find(Graph graph, Node batchNorm)
    {
        var between = ImmutableArray.CreateBuilder<string>();
        for (var value = batchNorm; ; between.Add(value.Name))
        {
            value = graph[value.Inputs[0]];
            if (FindObstacle(graph, value) is { } obstacle)
            {
                return new BackwardFold(null, [], obstacle);
            }

            if (value.Layer.AffineRule(value).HasFlag(AffineRule.TakesOutput))
            {
                return new BackwardFold(value, between.ToImmutable(), "");
            }
        }
    }

    /// <summary>Why the map can neither be taken by the node nor moved in front of it.</summary>
    private static string? FindObstacle(Graph graph, Node node)
    {
        var rule = node.Layer.AffineRule(node);
        bool passes = rule.HasFlag(AffineRule.Commutes) && node.Inputs.Length == 1 && node.InputShape.Channels == node.Shape.Channels;
        if (!rule.HasFlag(AffineRule.TakesOutput) && !passes)
        {
            return $"{node.Name} {node.Layer.AffineObstacle}";
        }

        if (!node.Epilogue.IsEmpty)
        {
            return $"{node.Name} ends with {node.Epilogue.Last().Source.Name}";
        }

        return graph.HasSingleConsumer(node.Id) ? null : $"{node.Name} has other readers";
    }
}
