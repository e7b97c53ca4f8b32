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
/// The training program: forward with batch statistics, backward, and a forward pass with running statistics. A BatchNorm needs all samples, so it ends a
/// phase; within a phase every worker carries its own samples from layer to layer while they are in cache.
/// </summary>
internal sealed class TrainingSchedule
{
    private TrainingSchedule(
        ImmutableArray<Phase> forward, ImmutableArray<Phase> backward, ImmutableArray<Phase> predict, MemoryPlan memory, BlockOffsets blocks)
    {
        Forward = forward;
        Backward = backward;
        Predict = predict;
        Memory = memory;
        Blocks = blocks;
    }

    public ImmutableArray<Phase> Forward { get; }

    public ImmutableArray<Phase> Backward { get; }

    public ImmutableArray<Phase> Predict { get; }

    public MemoryPlan Memory { get; }

    public BlockOffsets Blocks { get; }

    public static TrainingSchedule Create(Graph graph)
    {
        var training = new LoweringContext(graph, ProgramKind.Training);
        GraphLowering.LowerForward(graph, training);
        var forward = Phases(training);
        GraphLowering.LowerBackward(graph, training);
        var backward = Phases(training);

        var evaluation = new LoweringContext(graph, ProgramKind.Evaluation, prefix: "predict");
        GraphLowering.LowerForward(graph, evaluation);
        var predict = Phases(evaluation);

        var memory = Combine(Plan(forward.AddRange(backward)), Plan(predict));
        return new TrainingSchedule(forward, backward, predict, memory, new BlockOffsets(training.Blocks.Concat(evaluation.Blocks)));
    }

    // Workers are not in step within a phase, so that two values of one phase never share memory.
    private static MemoryPlan Plan(ImmutableArray<Phase> phases) =>
        MemoryPlanner.Plan(Lifetime.Of(phases.Select(phase => phase.Steps)), _ => 1);

    // The second program has its own memory: sharing it would write into the halos of the first.
    private static MemoryPlan Combine(MemoryPlan first, MemoryPlan second) =>
        new(first.Placements.AddRange(second.Placements.Select(placement => placement with { Offset = placement.Offset + first.Length })));

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
}
