using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Schedule;

/// <summary>
/// The inference program: sections in order, places for values and constants, and how many samples are carried through together.
/// Convolutional sections run sample after sample in the same memory, which stays in cache; where samples are the rows of a tile, all of a group are there.
/// </summary>
internal sealed class InferenceSchedule
{
    // Enough rows for two or three register tiles; more would only push the images of a group out of the cache.
    private const int LargestGroup = 32;

    private InferenceSchedule(WorkDivision division, MemoryPlan memory, BlockOffsets blocks, ImmutableArray<ConstantRecipe> recipes, int group)
    {
        Division = division;
        Memory = memory;
        Blocks = blocks;
        Recipes = recipes;
        Group = group;
    }

    public ImmutableArray<Section> Sections => Division.Sections;

    /// <summary>What several workers do.</summary>
    public WorkDivision Division { get; }

    public MemoryPlan Memory { get; }

    public BlockOffsets Blocks { get; }

    public ImmutableArray<ConstantRecipe> Recipes { get; }

    /// <summary>Samples that are carried through the network together.</summary>
    public int Group { get; }

    public static InferenceSchedule Create(Graph graph)
    {
        var context = new LoweringContext(graph, isInference: true);
        GraphLowering.LowerForward(graph, context);
        var division = WorkDivision.Of(Section.Divide(RowBandFusion.Fuse(context.Take(ProgramPart.Main))));
        var sections = division.Sections;

        var crossing = Crossing(sections);
        int perSample = crossing.Sum(value => value.Layout.SampleLength);
        int group = perSample == 0 ? 1 : Math.Max(1, Math.Min(LargestGroup, CacheSizes.HalfOfSecondLevel / perSample));
        var memory = MemoryPlanner.Plan(Lifetimes(sections, crossing), value => crossing.Contains(value) ? group : 1);
        return new InferenceSchedule(division, memory, new BlockOffsets(context.Blocks), [.. context.Recipes], group);
    }

    /// <summary>Values that are written in one section and read in another, or that the samples of a group hold at the same time.</summary>
    private static HashSet<Value> Crossing(ImmutableArray<Section> sections)
    {
        var uses = sections.SelectMany((section, index) => section.Steps.SelectMany(step => step.Operands).OfType<ValueOperand>()
            .Select(operand => (operand.Value, Index: index, section.PerSample)));
        return [.. uses.GroupBy(use => use.Value)
            .Where(group => group.Select(use => use.Index).Distinct().Count() > 1 || group.Any(use => !use.PerSample))
            .Select(group => group.Key)];
    }

    /// <summary>A crossing value lives as long as the sections that it appears in; the others as long as their steps.</summary>
    private static List<Lifetime> Lifetimes(ImmutableArray<Section> sections, HashSet<Value> crossing)
    {
        var perStep = Lifetime.Of(sections.SelectMany(section => section.Steps).Select(step => new[] { step }));
        int[] starts = [.. sections.Select((_, index) => sections.Take(index).Sum(section => section.Steps.Length))];
        return [.. perStep.Select(lifetime => crossing.Contains(lifetime.Value) ? Widen(lifetime, starts, sections) : lifetime)];
    }

    private static Lifetime Widen(Lifetime lifetime, int[] starts, ImmutableArray<Section> sections)
    {
        int first = Array.FindLastIndex(starts, start => start <= lifetime.First);
        int last = Array.FindLastIndex(starts, start => start <= lifetime.Last);
        return lifetime with { First = starts[first], Last = starts[last] + sections[last].Steps.Length - 1 };
    }
}
