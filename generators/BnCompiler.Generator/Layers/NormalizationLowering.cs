using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Lowers a normalisation of single samples, the same for every program: the statistics of each sample, then one pass over it; backward one pass for the sums and one
/// for the gradient. Nothing waits for other samples, so it ends no phase.
/// </summary>
internal sealed class NormalizationLowering(Node node, LoweringContext context, NormalizationLayer layer)
{
    private readonly int groups = layer.GroupsOf(node.InputShape);

    /// <summary>Two results per channel of each sample.</summary>
    private readonly Layout results = Layout.For(new Shape(node.InputShape.Channels, 2));

    private readonly NormAffine affine = new(
        node.Has("weight"), node.Has("bias"), PerElement: node.Parameters.Any(parameter => parameter.Length > node.InputShape.Channels));

    private StepScope Scope => WeightedLowering.ScopeOfPositions(context.Output(node).Layout);

    private Value Statistics => context.Scratch(node, "Statistics", results);

    private Operand[] Scale => affine.HasScale ? [Parameter("weight")] : [];

    private Operand[] Shift => affine.HasShift ? [Parameter("bias")] : [];

    public void Forward()
    {
        var input = context.Input(node);
        var output = context.Output(node);
        context.Add(
            node, "μ and 1/√(σ² + ε) of the sample", new GroupStatisticsKernel(input.Layout, Statistics.Layout, groups, layer.Epsilon), Scope,
            new ValueOperand(input), new ValueOperand(Statistics));
        var (epilogue, operands) = context.Epilogue(node);
        string then = string.Concat(node.Epilogue.Select(operation => ", then " + operation.Source.Name));
        string formula = $"y = (x − μ){(affine.HasScale ? "·γ" : "")}/√(σ² + ε){(affine.HasShift ? " + β" : "")}{then}";
        Operand[] all = [new ValueOperand(input), new ValueOperand(Statistics), .. Scale, .. Shift, .. operands, new ValueOperand(output)];
        context.Add(node, formula, new GroupNormKernel(input.Layout, Statistics.Layout, output.Layout, affine, epilogue), Scope, all);
    }

    public void Backward()
    {
        var input = context.Input(node);
        var outputGradient = context.OutputGradient(node);
        var means = context.Scratch(node, "GradientMeans", results);
        var sums = new GroupNormGradientSumsKernel(input.Layout, outputGradient.Layout, Statistics.Layout, means.Layout, groups, affine);
        Operand[] channelSums = sums.SumsChannels ? [WeightedLowering.WorkerSums(node, context, "GradientSums", 2 * input.Layout.Pitch)] : [];
        context.Add(
            node, "Σ g/m and Σ g·x̂/m of the sample, g = γ·dy", sums, Scope,
            [new ValueOperand(input), new ValueOperand(outputGradient), new ValueOperand(Statistics), .. Scale, new ValueOperand(means), .. channelSums]);
        if (sums.SumsChannels)
        {
            CompleteChannels(channelSums[0], input.Layout.Pitch);
        }
        else if (affine.PerElement)
        {
            ElementGradients(input, outputGradient);
        }

        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            context.Add(
                node, "dx = (g − Σ g/m − x̂·Σ g·x̂/m)/√(σ² + ε)",
                new GroupNormGradientKernel(input.Layout, outputGradient.Layout, inputGradient.Layout, Statistics.Layout, means.Layout, affine, accumulate), Scope,
                [new ValueOperand(input), new ValueOperand(outputGradient), new ValueOperand(Statistics), .. Scale, new ValueOperand(means), new ValueOperand(inputGradient)]);
        }
    }

    private Operand Parameter(string role)
    {
        var layout = context.Input(node).Layout;
        return affine.PerElement
            ? context.Rearranged(node, role, Elements, new RuntimeKernel(
                "ChannelVectors.Interleave", [new("parameter"), new("elements", IsOutput: true)],
                WeightedLowering.Constants(("channels", layout.Channels), ("positions", node.InputShape.Positions), ("pitch", layout.Pitch)), TakesRange: false))
            : context.ChannelVector(node, role, layout.Pitch);
    }

    /// <summary>Floats of a parameter per element.</summary>
    private int Elements => node.InputShape.Positions * results.Pitch;

    private void CompleteChannels(Operand sums, int pitch)
    {
        if (affine.HasShift)
        {
            context.Complete(node, "dβ = Σ dy", WeightedLowering.SumWorkers(node), StepScope.Serial, sums, context.Gradient(node, "bias"));
        }

        var products = WeightedLowering.SumWorkers(node, firstSum: pitch);
        context.Complete(node, "dγ = Σ dy·x̂", products, StepScope.Serial, sums, context.Gradient(node, "weight"));
    }

    private void ElementGradients(Value input, Value outputGradient)
    {
        var products = WeightedLowering.WorkerBlock(node, context, "ElementProducts", Elements);
        var sums = WeightedLowering.WorkerBlock(node, context, "ElementSums", Elements);
        context.Add(
            node, "dγ += dy·x̂, dβ += dy", new ElementGradientKernel(input.Layout, outputGradient.Layout, Statistics.Layout), Scope,
            new ValueOperand(input), new ValueOperand(outputGradient), new ValueOperand(Statistics), products, sums);
        context.Complete(node, "dγ, in PyTorch's order", ElementSum(), StepScope.Shares, products, context.Gradient(node, "weight"));
        context.Complete(node, "dβ, in PyTorch's order", ElementSum(), StepScope.Shares, sums, context.Gradient(node, "bias"));
    }

    private RuntimeKernel ElementSum() => new(
        "ChannelVectors.SumElements", [new("elements"), new("gradient", IsOutput: true)],
        WeightedLowering.Constants(("channels", node.InputShape.Channels), ("positions", node.InputShape.Positions), ("pitch", results.Pitch))
            .AddRange("workers: Threads", "workerStride: WorkerLength"), TakesRange: false);
}
