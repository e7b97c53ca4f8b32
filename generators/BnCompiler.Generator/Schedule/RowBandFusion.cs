using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>
/// Puts a depthwise convolution together with what computes its input and with the 1×1 convolution that reads its output, where the map between them is more than a cache keeps: a
/// depthwise convolution does little with each value, so that it would wait for memory.
/// </summary>
internal static class RowBandFusion
{
    /// <summary>For tests on this thread: maps are put together however small they are.</summary>
    [field: ThreadStatic]
    internal static bool FusesEverything { get; set; }

    public static ImmutableArray<Step> Fuse(ImmutableArray<Step> steps)
    {
        var uses = steps.SelectMany(step => step.Operands).OfType<ValueOperand>().GroupBy(operand => operand.Value).ToDictionary(group => group.Key, group => group.Count());
        var fused = ImmutableArray.CreateBuilder<Step>(steps.Length);
        for (int index = 0; index < steps.Length; index++)
        {
            var (step, count) = FusedAt(steps, index, uses);
            fused.Add(step);
            index += count - 1;
        }

        return fused.ToImmutable();
    }

    /// <summary>The step that begins at an index, and the steps that it takes the place of.</summary>
    private static (Step Step, int Count) FusedAt(ImmutableArray<Step> steps, int index, Dictionary<Value, int> uses)
    {
        var first = steps[index];
        if (index + 1 == steps.Length || steps[index + 1] is not { Kernel: DepthwiseKernel middle } depthwise
            || first.Kernel is not ContractionKernel producer || !CanBegin(producer, middle) || !IsPrivate(first, depthwise, uses) || !IsWorthIt(middle))
        {
            return (first, 1);
        }

        var reader = index + 2 < steps.Length ? steps[index + 2] : null;
        bool hasReader = reader?.Kernel is ContractionKernel candidate && CanEnd(candidate, middle) && IsPrivate(depthwise, reader, uses);
        var last = hasReader ? (ContractionKernel)reader!.Kernel with { Range = KernelRange.Rows } : null;
        var kernel = new RowBandKernel(producer with { Range = KernelRange.Rows }, middle with { Range = KernelRange.Rows }, last, Together(middle));
        return (Fused(kernel, hasReader ? [first, depthwise, reader!] : [first, depthwise]), hasReader ? 3 : 2);
    }

    private static bool IsWorthIt(DepthwiseKernel middle) => FusesEverything ? middle.Output.Height > 1 : middle.Input.SampleLength > CacheSizes.HalfOfSecondLevel;

    /// <summary>Whether all that one step computes is all that the next one reads as its input, and nobody else.</summary>
    private static bool IsPrivate(Step writer, Step reader, Dictionary<Value, int> uses) =>
        writer.Scope == StepScope.Sample && reader.Scope == StepScope.Sample
        && writer.Operands[writer.Operands.Length - 1] is ValueOperand { Value: var value } && uses[value] == 2
        && reader.Operands[0] is ValueOperand read && read.Value == value;

    private static bool CanBegin(ContractionKernel kernel, DepthwiseKernel middle) =>
        IsRowByRow(kernel, middle.Input.Height) && middle.BiasRows is null
        && middle.Window.StrideHeight <= RowBandKernel.WindowRows(middle.Window);

    /// <summary>Whether a row of its output needs the same row of its input, and no other.</summary>
    private static bool CanEnd(ContractionKernel kernel, DepthwiseKernel middle) =>
        IsRowByRow(kernel, middle.Output.Height)
        && kernel.Loops is { TapRows: 1, TapColumns: 1, InputOffset: 0 } && kernel.Loops.InputRowStep == middle.Output.RowStride;

    private static bool IsRowByRow(ContractionKernel kernel, int rows) =>
        !kernel.Loops.ColumnsAreSamples && kernel.Loops.Rows == rows && kernel.Loops.Grid == OutputGrid.All && kernel.BiasRows is null && !kernel.PrefetchesWeights
        && (long)kernel.Loops.Depth * kernel.Outputs <= CacheSizes.HalfOfSecondLevel / 2;

    /// <summary>As many rows as half of the second-level cache holds, the rounds about equal.</summary>
    private static int Together(DepthwiseKernel middle)
    {
        int rows = middle.Output.Height;
        int most = Enumerable.Range(1, rows).Last(together => together == 1 || RowBandKernel.ScratchRows(middle, together) <= CacheSizes.HalfOfSecondLevel);
        int rounds = Math.Max(FusesEverything ? 2 : 1, (rows + most - 1) / most);
        return (rows + rounds - 1) / rounds;
    }

    private static Step Fused(RowBandKernel kernel, Step[] steps)
    {
        var scratch = new Value(steps[1].Layer + "Rows", new Layout(Layout.Lanes, 1, Layout.RoundUp(kernel.ScratchLength, Layout.Lanes) / Layout.Lanes, Layout.Lanes, Halo.None));
        Operand[] operands = [.. steps.SelectMany((step, stage) => step.Operands.Where((_, index) => kernel.IsOutside(kernel.Stages[stage].Parameters[index], stage)))];
        string formulas = string.Join("\n", steps.Select((step, stage) => stage == 0 ? step.Formula : $"{step.Layer}: {step.Formula}"));
        return steps[0] with
        {
            Kernel = kernel,
            Stages = [.. steps.Select((step, stage) => step with { Kernel = kernel.Stages[stage] })],
            Formula = $"{formulas}\n{kernel.Together} rows at a time, so that what lies between stays in the cache",
            Operands = [.. operands.Take(operands.Length - 1), new ValueOperand(scratch), operands[operands.Length - 1]],
        };
    }
}
