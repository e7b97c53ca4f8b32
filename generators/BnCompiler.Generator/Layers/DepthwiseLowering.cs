using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Lowers a convolution in which every channel sees only itself: channels are the vector lanes, forward and backward.</summary>
internal static class DepthwiseLowering
{
    public static void Forward(Node node, LoweringContext context, Window window)
    {
        var input = context.Input(node);
        var output = context.Output(node);
        var (epilogue, operands) = context.Epilogue(node);
        var kernel = new DepthwiseKernel(window, input.Layout, output.Layout, WeightedLowering.HasBias(node, context), epilogue)
        { BiasRows = WeightedLowering.BiasRows(node, context) };
        Operand[] all =
        [
            new ValueOperand(input), WeightedLowering.Weights(node, context, Packing(node, window)), .. WeightedLowering.Bias(node, context),
            .. operands, new ValueOperand(output),
        ];
        context.Add(node, WeightedLowering.Formula(node, context, "Σ taps w·x per channel"), kernel, StepScope.Sample, all);
    }

    public static void Backward(Node node, LoweringContext context, Window window)
    {
        var packing = Packing(node, window);
        bool needsInputGradient = context.NeedsGradient(context.Graph[node.Inputs[0]]);
        var gradient = WeightedLowering.PreActivationGradient(
            node, context, needsInputGradient ? ConvolutionGradient.Halo(window, node.InputShape, node.Shape) : Halo.None);
        var input = context.Input(node);
        var partial = WeightedLowering.WorkerBlock(node, context, "WeightGradient", packing.PackedLength);
        context.Add(
            node, "dW += Σ x·dy, per channel", new DepthwiseWeightGradientKernel(window, input.Layout, gradient.Layout), StepScope.Sample,
            new ValueOperand(input), new ValueOperand(gradient), partial);
        WeightedLowering.CompleteWeightGradient(node, context, packing, partial);
        WeightedLowering.BiasGradient(node, context, gradient);
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            var weights = new BlockOperand(context.Block(node, "Weights", Area.Shared, packing.PackedLength));
            context.Add(
                node, "dx = Σ taps w·dy, per channel", new DepthwiseInputGradientKernel(window, gradient.Layout, inputGradient.Layout, accumulate),
                StepScope.Sample, new ValueOperand(gradient), weights, new ValueOperand(inputGradient));
        }
    }

    private static WeightPacking Packing(Node node, Window window) => new(
        node.Shape.Channels, node.Shape.Channels, node.Shape.Channels, window.KernelHeight, window.KernelWidth,
        Layout.RoundUp(node.Shape.Channels, Layout.Lanes), Depthwise: true);
}
