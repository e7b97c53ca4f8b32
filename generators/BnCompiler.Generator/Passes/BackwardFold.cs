using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>A layer whose weights take an affine map that follows them, or a part of it.</summary>
/// <param name="Share">The part, or null where it is the whole map.</param>
internal sealed record FoldTarget(int Id, AffineShare? Share);

/// <summary>The search for layers in front of a BatchNorm whose weights take its affine map: one, or over Add and Concat all that its input is made of.</summary>
/// <param name="Targets">The layers, or none.</param>
/// <param name="Between">Names of the layers that the map passes, from the BatchNorm on.</param>
/// <param name="Obstacle">Why there is no target.</param>
internal sealed record BackwardFold(ImmutableArray<FoldTarget> Targets, ImmutableArray<string> Between, string Obstacle)
{
    public static BackwardFold Find(Graph graph, Node batchNorm)
    {
        var targets = ImmutableArray.CreateBuilder<FoldTarget>();
        var between = ImmutableArray.CreateBuilder<string>();
        var whole = new AffineShare(0, Shifts: true);
        string? obstacle = Follow(graph, graph[batchNorm.Inputs.Single()], batchNorm.Shape.Channels, whole, targets, between);
        return obstacle is null ? new BackwardFold(targets.ToImmutable(), between.ToImmutable(), "") : new BackwardFold([], [], obstacle);
    }

    private static string? Follow(
        Graph graph, Node value, int channels, AffineShare share, ImmutableArray<FoldTarget>.Builder targets, ImmutableArray<string>.Builder between)
    {
        if (FindObstacle(graph, value) is { } obstacle)
        {
            return obstacle;
        }

        if (value.Layer.AffineRule(value).HasFlag(AffineRule.TakesOutput))
        {
            bool isWhole = share.Shifts && value.Shape.Channels == channels;
            targets.Add(new FoldTarget(value.Id, isWhole ? null : share));
            return null;
        }

        between.Add(value.Name);
        var shares = value.Layer.AffineShares(value);
        return shares.IsEmpty
            ? Follow(graph, graph[value.Inputs[0]], channels, share, targets, between)
            : shares.Select((part, input) => Follow(graph, graph[value.Inputs[input]], channels, share.Of(part), targets, between)).FirstOrDefault(found => found is not null);
    }

    /// <summary>Why the map can neither be taken by the node nor moved in front of it.</summary>
    private static string? FindObstacle(Graph graph, Node node)
    {
        var rule = node.Layer.AffineRule(node);
        bool commutes = rule.HasFlag(AffineRule.Commutes) && node.Inputs.Length == 1 && node.InputShape.Channels == node.Shape.Channels;
        if (!rule.HasFlag(AffineRule.TakesOutput) && !commutes && node.Layer.AffineShares(node).IsEmpty)
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
