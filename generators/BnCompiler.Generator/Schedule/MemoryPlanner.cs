using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>Where a value lies in the arena.</summary>
/// <param name="Offset">Floats from the arena's start to the value's first sample, halo included.</param>
/// <param name="Samples">Samples that have a place of their own; 1 where samples use the same place one after the other.</param>
internal sealed record Placement(Lifetime Lifetime, int Offset, int Samples)
{
    public Value Value => Lifetime.Value;

    public int Length { get; } = Lifetime.Value.Layout.SampleLength * Samples;

    public int End => Offset + Length;

    public bool HasHalo { get; } = Lifetime.Value.Layout.Halo != Halo.None;
}

/// <summary>The places of all values of a program.</summary>
internal sealed class MemoryPlan
{
    private readonly Dictionary<Value, Placement> byValue;

    public MemoryPlan(ImmutableArray<Placement> placements)
    {
        Placements = placements;
        byValue = placements.ToDictionary(placement => placement.Value);
        Length = placements.Select(placement => placement.End).DefaultIfEmpty(0).Max();
    }

    public ImmutableArray<Placement> Placements { get; }

    public int Length { get; }

    public Placement this[Value value] => byValue[value];
}

/// <summary>
/// Gives every value the lowest place that is free while it lives, the largest values first. Halos are zeroed once and for all, so a value with a halo shares its
/// place only with values of the same layout at the same offset, whose kernels leave the same floats alone.
/// </summary>
internal sealed class MemoryPlanner
{
    // In ascending order of offsets.
    private readonly List<Placement> placed = [];

    public static MemoryPlan Plan(IReadOnlyList<Lifetime> lifetimes, Func<Value, int> samples)
    {
        var planner = new MemoryPlanner();
        var bySize = lifetimes.Select((lifetime, order) => (Lifetime: lifetime, Order: order, Samples: samples(lifetime.Value)))
            .OrderByDescending(entry => entry.Lifetime.Value.Layout.SampleLength * (long)entry.Samples).ThenBy(entry => entry.Order);
        var places = bySize.ToDictionary(entry => entry.Lifetime.Value, entry => planner.Place(entry.Lifetime, entry.Samples));
        return new MemoryPlan([.. lifetimes.Select(lifetime => places[lifetime.Value])]);
    }

    private Placement Place(Lifetime lifetime, int samples)
    {
        var lowest = new Placement(lifetime, LowestGap(new Placement(lifetime, 0, samples)), samples);
        if (lowest.HasHalo)
        {
            var shared = placed.TakeWhile(other => other.Offset < lowest.Offset)
                .Where(other => !other.Lifetime.Overlaps(lifetime) && other.Samples == samples && other.Value.Layout == lifetime.Value.Layout)
                .Select(other => lowest with { Offset = other.Offset })
                .FirstOrDefault(candidate => placed.All(other => CanCoexist(candidate, other)));
            lowest = shared ?? lowest;
        }

        int index = placed.FindIndex(other => other.Offset > lowest.Offset);
        placed.Insert(index < 0 ? placed.Count : index, lowest);
        return lowest;
    }

    /// <summary>The lowest offset at which nothing is in the way: 0, or the end of something that is.</summary>
    private int LowestGap(Placement value)
    {
        int offset = 0;
        foreach (var other in placed)
        {
            if (other.Offset >= offset + value.Length)
            {
                break;
            }

            if (other.End > offset && (value.HasHalo || other.HasHalo || other.Lifetime.Overlaps(value.Lifetime)))
            {
                offset = other.End;
            }
        }

        return offset;
    }

    private static bool CanCoexist(Placement a, Placement b)
    {
        bool isApart = a.End <= b.Offset || b.End <= a.Offset;
        bool isSamePlace = a.Offset == b.Offset && a.Samples == b.Samples && a.Value.Layout == b.Value.Layout;
        return isApart || (!a.Lifetime.Overlaps(b.Lifetime) && (isSamePlace || !(a.HasHalo || b.HasHalo)));
    }
}
