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
    private TrainingSchedule(
        ImmutableArray<Phase> forward, ImmutableArray<Phase> backward, MemoryPlan memory, BlockOffsets blocks)
    {
        Forward = forward;
        Backward = backward;
        Memory = memory;
        Blocks = blocks;
    }

    public ImmutableArray<Phase> Forward { get; }

    public ImmutableArray<Phase> Backward { get; }

    public MemoryPlan Memory { get; }

    public BlockOffsets Blocks { get; }

    public static TrainingSchedule Create(Graph graph)
    {
        var context = new LoweringContext(graph, isInference: false);
        GraphLowering.LowerForward(graph, context);
        var forward = Phases(context);
        GraphLowering.LowerBackward(graph, context);
        var backward = Phases(context);

        // Workers are not in step within a phase, so that two values of one phase never share memory.
        var lifetimes = Lifetime.Of(forward.AddRange(backward).Select(phase => phase.Steps));
        return new TrainingSchedule(forward, backward, MemoryPlanner.Plan(lifetimes, _ => 1), new BlockOffsets(context.Blocks));
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
}
