using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// The input gradient of a convolution from an image to a result: one contraction per pair of <see cref="GradientPhase"/>s, in which the channels of the result are
/// summed and those of the image are the vector lanes. With stride 1 there is one pair. It is also what a transposed convolution does forward.
/// </summary>
internal static class ConvolutionGradient
{
    /// <summary>The border of zeros that the contractions read around dy.</summary>
    public static Halo Halo(Window window, Shape image, Shape result)
    {
        var (top, bottom) = GradientPhase.Reach(Rows(window, image), result.Height);
        var (left, right) = GradientPhase.Reach(Columns(window, image), result.Width);
        return new Halo(top, left, bottom, right);
    }

    /// <summary>The contractions from dy to dx, which together write every position of dx once.</summary>
    public static ImmutableArray<PhaseContraction> Phases(Window window, int groups, Shape image, Shape result, Layout dy, Layout dx)
    {
        var channels = new ChannelGroups(groups, result.Channels / groups, image.Channels / groups);
        return [.. from row in Rows(window, image) from column in Columns(window, image) select Phase(window, channels, row, column, dy, dx)];
    }

    public static void Lower(Node node, LoweringContext context, Window window, int groups, Value gradient, Value inputGradient, bool accumulate)
    {
        var phases = Phases(window, groups, node.InputShape, node.Shape, gradient.Layout, inputGradient.Layout);
        if (!accumulate && phases.Any(phase => phase.IsSteppedOver))
        {
            ClearSteppedOver(node, context, inputGradient);
        }

        int index = 0;
        foreach (var phase in phases.Where(phase => !phase.IsSteppedOver))
        {
            string role = phases.Length == 1 ? "TransposedWeights" : $"TransposedWeights{index++}";
            var packed = new BlockOperand(context.Block(node, role, Area.Shared, phase.PackedLength));
            WeightedLowering.Pack(node, context, "weights packed for the input's gradient", phase.Pack, packed);
            var kernel = WeightedLowering.Contraction(
                phase.Loops, phase.Channels, phase.Outputs, phase.BlockWidth, hasBias: false, WeightedLowering.Accumulating(accumulate), isInputGradient: true);
            context.Add(
                node, "dx = Σ w·dy, the kernel flipped", kernel, StepScope.Sample, new ValueOperand(gradient), packed, new ValueOperand(inputGradient));
        }
    }

    private static ImmutableArray<GradientPhase> Rows(Window window, Shape image) =>
        GradientPhase.Of(image.Height, window.KernelHeight, window.StrideHeight, window.PaddingHeight, window.DilationHeight);

    private static ImmutableArray<GradientPhase> Columns(Window window, Shape image) =>
        GradientPhase.Of(image.Width, window.KernelWidth, window.StrideWidth, window.PaddingWidth, window.DilationWidth);

    private static void ClearSteppedOver(Node node, LoweringContext context, Value inputGradient)
    {
        var layout = inputGradient.Layout;
        var clear = new RuntimeKernel(
            "WeightPacking.ClearSamples", [new KernelParameter("value", IsOutput: true)],
            WeightedLowering.Constants(("origin", layout.Origin), ("sampleStride", layout.SampleStride)));
        context.Add(node, "dx = 0 where the stride steps over x", clear, StepScope.Sample, new ValueOperand(inputGradient));
    }

    private static PhaseContraction Phase(Window window, ChannelGroups channels, GradientPhase row, GradientPhase column, Layout dy, Layout dx)
    {
        bool isSteppedOver = row.Taps == 0 || column.Taps == 0;
        var loops = new ContractionLoops(
            dy.SampleStride, dx.SampleStride,
            row.Count, dy.RowStride, window.StrideHeight * dx.RowStride,
            column.Count, dy.Pitch, window.StrideWidth * dx.Pitch,
            (row.Start * dy.RowStride) + (column.Start * dy.Pitch), (row.First * dx.RowStride) + (column.First * dx.Pitch),
            isSteppedOver ? 1 : row.Taps, row.Step * dy.RowStride, isSteppedOver ? 1 : column.Taps, column.Step * dy.Pitch,
            isSteppedOver ? 0 : channels.InputsPerGroup)
        { Grid = new OutputGrid(row.First, window.StrideHeight, column.First, window.StrideWidth) };
        int blockWidth = WeightedLowering.BlockWidth(loops, dx.Pitch);
        loops = loops with { Channels = isSteppedOver ? 0 : channels.WindowLength(blockWidth) };
        var pack = WeightedLowering.PackKernel(
            "PackInputGradient", ("outputs", channels.Groups * channels.InputsPerGroup), ("inputs", channels.Groups * channels.OutputsPerGroup), ("groups", channels.Groups),
            ("kernelHeight", window.KernelHeight), ("kernelWidth", window.KernelWidth),
            ("firstRow", row.FirstTap), ("rowStep", row.TapStep), ("tapRows", row.Taps),
            ("firstColumn", column.FirstTap), ("columnStep", column.TapStep), ("tapColumns", column.Taps), ("blockWidth", blockWidth));
        return new PhaseContraction(loops, channels, dx.Pitch, blockWidth, pack);
    }
}

/// <summary>One contraction of a convolution's input gradient, and how the convolution's weights are packed for it.</summary>
/// <param name="Channels">What is summed (the result's channels) and what is written (the image's).</param>
/// <param name="Outputs">The image's channels, rounded up to whole vectors.</param>
internal sealed record PhaseContraction(ContractionLoops Loops, ChannelGroups Channels, int Outputs, int BlockWidth, RuntimeKernel Pack)
{
    /// <summary>Whether no tap of the kernel reaches these positions: their sums are empty.</summary>
    public bool IsSteppedOver => Loops.Depth == 0;

    public int PackedLength => Outputs * Loops.Depth;
}
