using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>The solutions of a <see cref="ChannelSystem"/>, gathered by the parameters that they move.</summary>
internal sealed class FreeGroups
{
    private readonly Symmetry symmetry;
    private readonly ShiftInvarianceAnalysis shifts;
    private readonly ChannelSystem system;
    private readonly List<string> names = [];
    private readonly ParameterSets sets = new();
    private readonly int[] moved;

    public FreeGroups(Graph graph, Symmetry symmetry, ShiftInvarianceAnalysis shifts)
    {
        this.symmetry = symmetry;
        this.shifts = shifts;
        system = new ChannelSystem(graph, symmetry, shifts);
        moved = new int[system.Count];
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
            Move(system.First(node.Id), node.Shape.Channels);
            if (role == mixed && node.Layer.ChannelRule(node, 0).Effect(symmetry) == ChannelEffect.Mixes)
            {
                Move(system.First(node.Inputs[0]), node.InputShape.Channels);
            }
        }
    }

    /// <summary>The parameter named last moves with neighbouring unknowns.</summary>
    private void Move(int first, int count)
    {
        for (int index = first; index < first + count; index++)
        {
            int unknown = system.Representative(index);
            if (unknown != DisjointSets.Zero)
            {
                moved[unknown] = sets.With(moved[unknown], names.Count - 1);
            }
        }
    }

    private ImmutableArray<FreeGroup> Gather()
    {
        var dependents = system.Dependents;
        var directions = new List<int>();
        foreach (int unknown in system.Free)
        {
            int set = dependents.TryGetValue(unknown, out var others) ? sets.Union([moved[unknown], .. others.Select(other => moved[other])]) : moved[unknown];
            directions.AddRange(Enumerable.Repeat(0, Math.Max(0, 1 + set - directions.Count)));
            directions[set]++;
        }

        Directions = directions.Sum();
        return [.. Enumerable.Range(0, directions.Count).Where(set => set != 0 && directions[set] != 0)
            .OrderBy(set => sets[set][0]).ThenBy(set => set)
            .Select(set => new FreeGroup(symmetry, directions[set], [.. sets[set].Select(parameter => names[parameter])]))];
    }
}
