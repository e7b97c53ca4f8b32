using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Lowers a transposed convolution with the contractions of the convolution from its output to its input: forward is that one's input gradient, the input gradient is that
/// one forward, and in the weight gradient the two images change places.
/// </summary>
internal sealed class ConvTransposeLowering(Node node, LoweringContext context, Window window, int groups)
{
    /// <summary>One contraction per phase of the stride; a phase that no tap reaches gets the bias and the epilogue alone.</summary>
    public void Forward()
    {
        var input = context.Input(node);
        var output = context.Output(node);
        var phases = ConvolutionGradient.Phases(window, groups, node.Shape, node.InputShape, input.Layout, output.Layout);

        // Where no tap reaches the output at all, the first phase packs no weight and keeps the recipe, which makes the bias.
        var weights = Weights([.. phases.Where(phase => !phase.IsSteppedOver).DefaultIfEmpty(phases[0])]);
        var (epilogue, operands) = context.Epilogue(node);
        int index = 0;
        foreach (var phase in phases)
        {
            var packed = weights[phase.IsSteppedOver ? 0 : index++];
            string sum = phase.IsSteppedOver ? "nothing, where the stride steps over y" : "Σ w·x, the kernel flipped";
            var kernel = WeightedLowering.Contraction(
                phase.Loops, phase.Channels, phase.Outputs, phase.BlockWidth, WeightedLowering.HasBias(node, context), epilogue, isInputGradient: false);
            Operand[] all =
            [
                new ValueOperand(input), packed, .. WeightedLowering.Bias(node, context), .. operands, new ValueOperand(output),
            ];
            context.Add(node, WeightedLowering.Formula(node, context, sum), kernel, StepScope.Sample, all);
        }
    }

    public void Backward()
    {
        var gradient = WeightedLowering.PreActivationGradient(node, context, ConvolutionLoops.InputHalo(window, node.Shape, node.InputShape));
        var input = context.Input(node);
        var (loops, packing) = Convolution(gradient.Layout, input.Layout);
        WeightedLowering.WeightGradient(node, context, loops, packing, gradient, input);
        WeightedLowering.BiasGradient(node, context, gradient);
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            LowerInputGradient(gradient, inputGradient, accumulate);
        }
    }

    private void LowerInputGradient(Value gradient, Value inputGradient, bool accumulate)
    {
        var (loops, packing) = Convolution(gradient.Layout, inputGradient.Layout);
        var packed = new BlockOperand(context.Block(node, "TransposedWeights", Area.Shared, packing.PackedLength));
        WeightedLowering.Pack(node, context, "weights packed for the input's gradient", WeightedLowering.Packer(packing), packed);
        var kernel = WeightedLowering.Contraction(
            loops, packing.ChannelGroups, inputGradient.Layout.Pitch, packing.BlockWidth, hasBias: false,
            WeightedLowering.Accumulating(accumulate), isInputGradient: true);
        context.Add(
            node, "dx = Σ w·dy with zeros around dy", kernel, WeightedLowering.Scope(loops),
            new ValueOperand(gradient), packed, new ValueOperand(inputGradient));
    }

    private Operand[] Weights(PhaseContraction[] phases)
    {
        string Role(int index) => phases.Length == 1 ? "Weights" : $"Weights{index}";
        var blocks = phases.Select((phase, index) => new PackedWeights(
            phase.Pack, context.Block(node, Role(index), context.IsInference ? Area.Constants : Area.Shared, phase.PackedLength)));
        return WeightedLowering.Weights(node, context, node.Shape.Channels, node.InputShape.Channels, groups, [.. blocks]);
    }

    private (ContractionLoops Loops, WeightPacking Packing) Convolution(Layout image, Layout result) =>
        ConvolutionLoops.Of(window, groups, node.Shape.Channels, node.InputShape.Channels, image, result);
}
