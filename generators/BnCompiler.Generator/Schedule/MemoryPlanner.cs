using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>Where a value lies in the arena.</summary>
/// <param name="Offset">Floats from the arena's start to the value's first sample, halo included.</param>
/// <param name="Samples">Samples that have a place of their own; 1 where samples use the same place one after the other.</param>
internal sealed record Placement(Lifetime Lifetime, int Offset, int Samples)
{
    public Value Value => Lifetime.Value;

    public int Length => Value.Layout.SampleStride * Samples;

    public int End => Offset + Length;
}

/// <summary>The places of all values of a program.</summary>
internal sealed record MemoryPlan(ImmutableArray<Placement> Placements)
{
    public int Length => Placements.Select(placement => placement.End).DefaultIfEmpty(0).Max();

    public Placement this[Value value] => Placements.First(placement => placement.Value == value);
}

/// <summary>
/// Gives every value the lowest place that is free while it lives, the largest values first. Halos are zeroed once and for all, so a value with a halo shares its
/// place only with values of the same layout at the same offset, whose kernels leave the same floats alone.
/// </summary>
internal static class MemoryPlanner
{
    public static MemoryPlan Plan(IReadOnlyList<Lifetime> lifetimes, Func<Value, int> samples)
    {
        var placed = new List<Placement>();
        var bySize = lifetimes.Select((lifetime, order) => (Lifetime: lifetime, Order: order, Samples: samples(lifetime.Value)))
            .OrderByDescending(entry => entry.Lifetime.Value.Layout.SampleStride * (long)entry.Samples).ThenBy(entry => entry.Order);
        foreach (var (lifetime, _, count) in bySize)
        {
            int[] candidates = [0, .. placed.Select(other => other.End), .. placed.Select(other => other.Offset)];
            placed.Add(candidates.Distinct().OrderBy(offset => offset)
                .Select(offset => new Placement(lifetime, offset, count))
                .First(candidate => placed.All(other => CanCoexist(candidate, other))));
        }

        var inOrder = lifetimes.Select(lifetime => placed.First(placement => placement.Lifetime == lifetime));
        return new MemoryPlan([.. inOrder]);
    }

    private static bool CanCoexist(Placement a, Placement b)
    {
        bool isApart = a.End <= b.Offset || b.End <= a.Offset;
        if (isApart)
        {
            return true;
        }

        bool hasHalo = a.Value.Layout.Halo != Halo.None || b.Value.Layout.Halo != Halo.None;
        bool isSamePlace = a.Offset == b.Offset && a.Samples == b.Samples && a.Value.Layout == b.Value.Layout;
        return !a.Lifetime.Overlaps(b.Lifetime) && (!hasHalo || isSamePlace);
    }
}
