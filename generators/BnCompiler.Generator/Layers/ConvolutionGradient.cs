using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// The input gradient of a convolution: one contraction per pair of <see cref="GradientPhase"/>s, in which the output channels are summed and the input channels are the
/// vector lanes. With stride 1 there is one pair.
/// </summary>
internal static class ConvolutionGradient
{
    /// <summary>The border of zeros that the contractions read around dy.</summary>
    public static Halo Halo(Node node, Window window)
    {
        var (top, bottom) = GradientPhase.Reach(Rows(node, window), node.Shape.Height);
        var (left, right) = GradientPhase.Reach(Columns(node, window), node.Shape.Width);
        return new Halo(top, left, bottom, right);
    }

    public static void Lower(Node node, LoweringContext context, Window window, int groups, Value gradient, Value inputGradient, bool accumulate)
    {
        var pairs = (from row in Rows(node, window) from column in Columns(node, window) select (Row: row, Column: column)).ToList();
        if (!accumulate && pairs.Any(pair => pair.Row.Taps == 0 || pair.Column.Taps == 0))
        {
            ClearSteppedOver(node, context, inputGradient);
        }

        int index = 0;
        foreach (var (row, column) in pairs.Where(pair => pair.Row.Taps > 0 && pair.Column.Taps > 0))
        {
            string role = pairs.Count == 1 ? "TransposedWeights" : $"TransposedWeights{index++}";
            LowerPhase(node, context, window, new ChannelGroups(groups, node.Shape.Channels / groups, node.InputShape.Channels / groups), row, column, role, gradient, inputGradient, accumulate);
        }
    }

    private static ImmutableArray<GradientPhase> Rows(Node node, Window window) =>
        GradientPhase.Of(node.InputShape.Height, window.KernelHeight, window.StrideHeight, window.PaddingHeight, window.DilationHeight);

    private static ImmutableArray<GradientPhase> Columns(Node node, Window window) =>
        GradientPhase.Of(node.InputShape.Width, window.KernelWidth, window.StrideWidth, window.PaddingWidth, window.DilationWidth);

    private static void ClearSteppedOver(Node node, LoweringContext context, Value inputGradient)
    {
        var layout = inputGradient.Layout;
        var clear = new RuntimeKernel(
            "WeightPacking.ClearSamples", [new KernelParameter("value", IsOutput: true)],
            WeightedLowering.Constants(("origin", layout.Origin), ("sampleStride", layout.SampleStride)));
        context.Add(node, "dx = 0 where the stride steps over x", clear, StepScope.Sample, new ValueOperand(inputGradient));
    }

    private static void LowerPhase(
        Node node, LoweringContext context, Window window, ChannelGroups channels, GradientPhase row, GradientPhase column, string role,
        Value gradient, Value inputGradient, bool accumulate)
    {
        var dy = gradient.Layout;
        var dx = inputGradient.Layout;
        int outputs = dx.Pitch;
        var loops = new ContractionLoops(
            dy.SampleStride, dx.SampleStride,
            row.Count, dy.RowStride, window.StrideHeight * dx.RowStride,
            column.Count, dy.Pitch, window.StrideWidth * dx.Pitch,
            (row.Start * dy.RowStride) + (column.Start * dy.Pitch), (row.First * dx.RowStride) + (column.First * dx.Pitch),
            row.Taps, row.Step * dy.RowStride, column.Taps, column.Step * dy.Pitch, channels.InputsPerGroup);
        int blockWidth = WeightedLowering.BlockWidth(loops, outputs);
        loops = loops with { Channels = channels.WindowLength(blockWidth) };
        var packed = new BlockOperand(context.Block(node, role, Area.Shared, outputs * loops.Depth));
        var pack = WeightedLowering.PackKernel(
            "PackInputGradient", ("outputs", node.Shape.Channels), ("inputs", node.InputShape.Channels), ("groups", channels.Groups),
            ("kernelHeight", window.KernelHeight), ("kernelWidth", window.KernelWidth),
            ("firstRow", row.FirstTap), ("rowStep", row.TapStep), ("tapRows", row.Taps),
            ("firstColumn", column.FirstTap), ("columnStep", column.TapStep), ("tapColumns", column.Taps), ("blockWidth", blockWidth));
        WeightedLowering.Pack(node, context, "weights packed for the input's gradient", pack, packed);
        var kernel = WeightedLowering.Contraction(
            loops, channels, outputs, blockWidth, hasBias: false, WeightedLowering.Accumulating(accumulate), isInputGradient: true);
        context.Add(
            node, "dx = Σ w·dy, the kernel flipped", kernel, StepScope.Sample, new ValueOperand(gradient), packed, new ValueOperand(inputGradient));
    }
}
