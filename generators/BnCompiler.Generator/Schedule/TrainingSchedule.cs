using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>Steps between two points at which all workers wait for each other.</summary>
/// <param name="IsSerial">Whether one worker does it alone.</param>
internal sealed record Phase(bool IsSerial, ImmutableArray<Section> Sections)
{
    public IEnumerable<Step> Steps => Sections.SelectMany(section => section.Steps);
}

/// <summary>
/// The training program: forward, with batch statistics or, to predict, with running ones; and backward. A BatchNorm needs all samples, so it ends a
/// phase; within a phase every worker carries its own samples from layer to layer while they are in cache.
/// </summary>
internal sealed class TrainingSchedule
{
    private TrainingSchedule(Lowered lowered, MemoryPlan memory, MemoryPlan passing)
    {
        Forward = lowered.Forward;
        Backward = lowered.Backward;
        Memory = memory;
        Passing = passing;
        Blocks = new BlockOffsets(lowered.Blocks);
    }

    public ImmutableArray<Phase> Forward { get; }

    public ImmutableArray<Phase> Backward { get; }

    /// <summary>The places of values that all samples of a batch have at the same time.</summary>
    public MemoryPlan Memory { get; }

    /// <summary>The places of values that one sample of a worker has after the other, behind what kernels write for themselves: they stay in its caches.</summary>
    public MemoryPlan Passing { get; }

    public BlockOffsets Blocks { get; }

    /// <summary>Floats of one worker that nothing is kept in from one sample to the next.</summary>
    public int ScratchLength => Blocks.Length(Area.Scratch) + Passing.Length;

    /// <summary>All of what each worker has for itself, in floats: a double is two.</summary>
    public int FloatsPerWorker => Blocks.Length(Area.Worker) + (2 * Blocks.Length(Area.WorkerDoubles)) + ScratchLength;

    public static TrainingSchedule Create(Graph graph)
    {
        // Which values pass is known when all steps are, and kernels know from their values where samples lie.
        var lowered = Lower(graph, passing: []);
        var passing = PassingValues.Of(lowered.Phases);
        lowered = passing.IsEmpty ? lowered : Lower(graph, passing);

        // Workers are not in step within a phase, so that two values of one phase never share memory; what is a worker's own lives from step to step.
        var steps = lowered.Phases.SelectMany(phase => phase.Steps);
        return new TrainingSchedule(
            lowered,
            Plan(Lifetime.Of(lowered.Phases.Select(phase => phase.Steps)), holdsOneSample: false),
            Plan(Lifetime.Of(steps.Select(step => new[] { step })), holdsOneSample: true));
    }

    /// <summary>From a worker's scratch memory to where a passing value's position (0, 0) lies.</summary>
    public int OffsetOfPassing(Placement placement) => Blocks.Length(Area.Scratch) + placement.Offset + placement.Value.Layout.Origin;

    private static MemoryPlan Plan(List<Lifetime> lifetimes, bool holdsOneSample) =>
        MemoryPlanner.Plan([.. lifetimes.Where(lifetime => lifetime.Value.Layout.HoldsOneSample == holdsOneSample)], _ => 1);

    private static Lowered Lower(Graph graph, ImmutableHashSet<string> passing)
    {
        var context = new LoweringContext(graph, isInference: false, passing);
        GraphLowering.LowerForward(graph, context);
        var forward = Phases(context);
        GraphLowering.LowerBackward(graph, context);
        return new Lowered(forward, Phases(context), context.Blocks);
    }

    private static ImmutableArray<Phase> Phases(LoweringContext context)
    {
        var preparation = context.Take(ProgramPart.Preparation);
        var main = context.Take(ProgramPart.Main);
        var completion = context.Take(ProgramPart.Completion);
        return
        [
            .. Divide(preparation.Where(step => step.Scope != StepScope.Serial)), .. Divide(preparation.Where(step => step.Scope == StepScope.Serial)),
            .. Divide(main),
            .. Divide(completion.Where(step => step.Scope != StepScope.Serial)), .. Divide(completion.Where(step => step.Scope == StepScope.Serial)),
        ];
    }

    private static IEnumerable<Phase> Divide(IEnumerable<Step> steps)
    {
        var open = new List<Step>();
        foreach (var step in steps)
        {
            if (open.Count > 0 && (open[0].Scope == StepScope.Serial) != (step.Scope == StepScope.Serial))
            {
                yield return Close(open);
                open = [];
            }

            open.Add(step);
        }

        if (open.Count > 0)
        {
            yield return Close(open);
        }
    }

    private static Phase Close(List<Step> steps) => new(steps[0].Scope == StepScope.Serial, Section.Divide(steps));

    private sealed record Lowered(ImmutableArray<Phase> Forward, ImmutableArray<Phase> Backward, IEnumerable<Block> Blocks)
    {
        public IEnumerable<Phase> Phases => Forward.Concat(Backward);
    }
}
