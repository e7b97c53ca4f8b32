using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Lowers a BatchNorm with frozen statistics in a training program: an affine map per channel, s·x + t with s = γ/√(v + ε), whose γ and β are learned. It sees one sample
/// at a time, so that it ends no phase.
/// </summary>
internal sealed class FrozenBatchNormLowering(Node node, LoweringContext context, BatchNormLayer layer) : BatchNormLowering(node, context, layer)
{
    /// <summary>Zeros that nothing ever writes to.</summary>
    private Operand Zeros => Vector("Zeros");

    protected override void Statistics(Value input)
    {
        var (use, operands) = RunningStatistics();
        Context.Prepare(Node, "μ and σ² are the running statistics", use, StepScope.Serial, operands);
    }

    public override void Backward()
    {
        var outputGradient = Context.OutputGradient(Node);
        if (Node.Has("weight") || Node.Has("bias"))
        {
            var sums = GradientSums(outputGradient);
            Context.Complete(
                Node, "dγ = Σ dy·x̂, dβ = Σ dy", FinishKernel(), StepScope.Serial,
                sums, new NullOperand(), new NullOperand(), GradientOf("weight"), GradientOf("bias"));
        }

        if (Context.InputGradient(Node, out bool accumulate) is { } inputGradient)
        {
            InputGradient(outputGradient, inputGradient, accumulate);
        }
    }

    private void InputGradient(Value outputGradient, Value inputGradient, bool accumulate)
    {
        const string formula = "dx = γ/√(σ² + ε)·dy";
        var scope = WeightedLowering.ScopeOfPositions(inputGradient.Layout);
        if (Activation is null)
        {
            ImmutableArray<EpilogueOperation> operations = [new AffineOperation(), .. WeightedLowering.Accumulating(accumulate).Items];
            Context.Add(
                Node, formula, new MapKernel(outputGradient.Layout, inputGradient.Layout, operations), scope,
                new ValueOperand(outputGradient), Scale, Zeros, new ValueOperand(inputGradient));
            return;
        }

        // The gradient of batch statistics without what they add to it: Σ dy and Σ dy·x̂ count as zero.
        var input = Context.Input(Node);
        Context.Add(
            Node, $"{formula} in front of {Activation.Name}",
            new BatchNormGradientKernel(input.Layout, outputGradient.Layout, inputGradient.Layout, Activation, accumulate), scope,
            new ValueOperand(input), new ValueOperand(outputGradient), Mean, InverseDeviation, Scale, Shift, Zeros, Zeros, new ValueOperand(inputGradient));
    }
}
