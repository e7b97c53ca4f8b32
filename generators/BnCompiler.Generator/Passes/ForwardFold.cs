using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>The search for layers behind a BatchNorm whose weights take its affine map: all that its value reaches, or none.</summary>
/// <param name="Targets">The layers, and how many of their input channels in a row come from one channel of the BatchNorm.</param>
/// <param name="Obstacle">Why there are none.</param>
internal sealed record ForwardFold(ImmutableArray<(int Id, int Repeats)> Targets, string Obstacle)
{
    public static ForwardFold Find(Graph graph, Node batchNorm)
    {
        var targets = ImmutableArray.CreateBuilder<(int, int)>();
        string? obstacle = batchNorm.Epilogue.IsEmpty ? Follow(graph, batchNorm, 1, targets) : $"{batchNorm.Epilogue[0].Source.Name} follows";
        return obstacle is null ? new ForwardFold(targets.ToImmutable(), "") : new ForwardFold([], obstacle);
    }

    private static string? Follow(Graph graph, Node value, int repeats, ImmutableArray<(int, int)>.Builder targets)
    {
        if (graph.IsOutput(value.Id))
        {
            return $"{value.Name} is an output of the network";
        }

        foreach (var reader in graph.Consumers(value.Id))
        {
            if (FindObstacle(graph, reader, repeats, targets) is { } obstacle)
            {
                return obstacle;
            }
        }

        return null;
    }

    private static string? FindObstacle(Graph graph, Node reader, int repeats, ImmutableArray<(int, int)>.Builder targets)
    {
        var rule = reader.Layer.AffineRule(reader);
        if (reader.Inputs.Length == 1 && rule.HasFlag(AffineRule.TakesInput))
        {
            targets.Add((reader.Id, repeats));
            return null;
        }

        if (reader.Inputs.Length != 1 || !rule.HasFlag(AffineRule.Commutes))
        {
            return $"{reader.Name} {reader.Layer.AffineObstacle}";
        }

        return reader.Epilogue.IsEmpty
            ? Follow(graph, reader, repeats * (reader.Shape.Channels / reader.InputShape.Channels), targets)
            : $"{reader.Name} ends with {reader.Epilogue[0].Source.Name}";
    }
}
