using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>The solutions of a <see cref="ChannelSystem"/>, gathered by the parameters that they move.</summary>
internal sealed class FreeGroups
{
    private readonly Graph graph;
    private readonly Symmetry symmetry;
    private readonly ShiftInvarianceAnalysis shifts;
    private readonly ChannelSystem system;
    private readonly List<string> names = [];
    private readonly Dictionary<int, List<int>> moved = [];

    public FreeGroups(Graph graph, Symmetry symmetry, ShiftInvarianceAnalysis shifts)
    {
        this.graph = graph;
        this.symmetry = symmetry;
        this.shifts = shifts;
        system = new ChannelSystem(graph, symmetry, shifts);
        foreach (var node in graph.Nodes)
        {
            Move(node);
        }

        Groups = Gather();
    }

    /// <summary>Independent solutions, also those that move nothing but eliminated parameters.</summary>
    public int Directions { get; private set; }

    public ImmutableArray<FreeGroup> Groups { get; }

    /// <summary>Notes which stored parameters of a node follow which unknowns.</summary>
    private void Move(Node node)
    {
        string? offset = shifts.StoredOffset(node);
        string? scale = symmetry == Symmetry.Scale ? node.OutputScale : null;
        string? mixed = symmetry == Symmetry.Scale ? scale : offset;
        foreach (string role in new[] { scale, offset }.OfType<string>())
        {
            names.Add(node.Name + "." + role);
            for (int channel = 0; channel < node.Shape.Channels; channel++)
            {
                Move(system[node, channel]);
            }

            bool followsInput = role == mixed && node.Layer.ChannelRule(node, 0).Effect(symmetry) == ChannelEffect.Mixes;
            for (int channel = 0; followsInput && channel < node.InputShape.Channels; channel++)
            {
                Move(system.Source(node, 0, channel));
            }
        }
    }

    private void Move(int unknown)
    {
        if (unknown == DisjointSets.Zero)
        {
            return;
        }

        if (!moved.TryGetValue(unknown, out var parameters))
        {
            moved.Add(unknown, parameters = []);
        }

        int parameter = names.Count - 1;
        if (parameters.Count == 0 || parameters[parameters.Count - 1] != parameter)
        {
            parameters.Add(parameter);
        }
    }

    private ImmutableArray<FreeGroup> Gather()
    {
        var dependents = system.Dependents;
        var groups = new Dictionary<EquatableArray<int>, int>();
        foreach (int unknown in system.Free)
        {
            Directions++;
            IEnumerable<int> unknowns = dependents.TryGetValue(unknown, out var others) ? [unknown, .. others] : [unknown];
            int[] parameters = [.. unknowns.SelectMany(each => moved.TryGetValue(each, out var list) ? list : []).Distinct().OrderBy(parameter => parameter)];
            if (parameters.Length > 0)
            {
                var key = EquatableArray.Create<int>(parameters);
                groups[key] = groups.TryGetValue(key, out int count) ? count + 1 : 1;
            }
        }

        return [.. groups.Select(group => new FreeGroup(symmetry, group.Value, [.. group.Key.Select(parameter => names[parameter])]))];
    }
}
