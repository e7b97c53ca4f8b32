using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>
/// How workers that compute one sample together do each step, and which networks they are worth waking for. A step with enough work is shared; the first worker does a
/// smaller one. Whoever is done waits for the others before a shared step and behind it.
/// </summary>
internal sealed class WorkDivision
{
    // Work is counted in products of a contraction, of which a core does about a hundred in a nanosecond. What moves data or reads weights once is slower.
    private const int ProductsPerFloat = 4;

    // Half a microsecond: less is hardly halved, because waiting and fetching what another core has written cost some tenths.
    private const long LeastShared = 50_000;

    // Five microseconds: less is not worth another thread.
    private const long LeastWorth = 500_000;

    private WorkDivision(ImmutableArray<Section> sections, int samplesPerWorker, bool dividesSamples)
    {
        Sections = sections;
        SamplesPerWorker = samplesPerWorker;
        DividesSamples = dividesSamples;
    }

    /// <summary>The sections; where a sample is divided, with the division of each step.</summary>
    public ImmutableArray<Section> Sections { get; }

    /// <summary>The fewest samples of a batch that are worth a worker of their own.</summary>
    public int SamplesPerWorker { get; }

    /// <summary>Whether workers compute a single sample together.</summary>
    public bool DividesSamples { get; }

    /// <summary>For tests on this thread: whatever can be shared is, however small.</summary>
    [field: ThreadStatic]
    internal static bool SharesEverything { get; set; }

    public static WorkDivision Of(ImmutableArray<Section> sections)
    {
        Step[] steps = [.. sections.SelectMany(section => section.Steps)];
        long total = Math.Max(1, steps.Sum(Work));
        long shared = steps.Where(IsShared).Sum(Work);
        int samplesPerWorker = SharesEverything ? 1 : (int)Math.Max(1, (LeastWorth + total - 1) / total);
        bool dividesSamples = SharesEverything ? shared > 0 : shared >= LeastWorth && 2 * shared >= total;
        return new WorkDivision(dividesSamples ? Divide(sections) : sections, samplesPerWorker, dividesSamples);
    }

    private static ImmutableArray<Section> Divide(ImmutableArray<Section> sections)
    {
        bool isFirst = true, wasShared = false;
        return [.. sections.Select(section => section with { Steps = [.. section.Steps.Select(Divided)] })];

        Step Divided(Step step)
        {
            bool isShared = IsShared(step);
            var division = new StepDivision(isShared, Waits: !isFirst && (isShared || wasShared));
            (isFirst, wasShared) = (false, isShared);
            return step with { Kernel = step.Kernel with { Range = step.Kernel.CanShare ? KernelRange.Share : KernelRange.Samples }, Division = division };
        }
    }

    private static bool IsShared(Step step) => step.Kernel.CanShare && (SharesEverything || Work(step) >= LeastShared);

    private static long Work(Step step) => Math.Max(step.Kernel.Products, ProductsPerFloat * step.Operands.Sum(Length));

    private static long Length(Operand operand) => operand switch
    {
        ValueOperand { Value.Layout: var layout } => (long)layout.Height * layout.Width * layout.Pitch,
        BlockOperand { Block: var block } => block.Length,
        _ => 0,
    };
}
