using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Lowers a BatchNorm of a training program: statistics per worker, put together by one of them, then one pass over the value; backward
/// likewise one pass for the sums and one for the gradient. An activation behind it is computed in the same passes.
/// </summary>
internal class BatchNormLowering(Node node, LoweringContext context, BatchNormLayer layer)
{
    private readonly int pitch = context.Output(node).Layout.Pitch;

    protected Node Node => node;

    protected LoweringContext Context => context;

    protected Operand Mean => Vector("Mean");

    protected Operand InverseDeviation => Vector("InverseDeviation");

    protected Operand Scale => Vector("Scale");

    /// <summary>β, or zeros that nothing ever writes to.</summary>
    protected Operand Shift => node.Has("bias") ? context.Parameter(node, "bias") : Vector("NoShift");

    private Operand Gamma => node.Has("weight") ? context.Parameter(node, "weight") : new NullOperand();

    protected Activation? Activation => node.Epilogue.Select(operation => operation.Source.Layer.Activation).SingleOrDefault();

    public void Forward()
    {
        var input = context.Input(node);
        Statistics(input);
        var output = context.Output(node);
        var (epilogue, _) = context.Epilogue(node);
        string formula = "y = (x − μ)·γ/√(σ² + ε)" + (node.Has("bias") ? " + β" : "") + (Activation is null ? "" : $", then {Activation.Name}");
        context.Add(
            node, formula, new BatchNormKernel(input.Layout, output.Layout, epilogue), WeightedLowering.ScopeOfPositions(output.Layout),
            new ValueOperand(input), Mean, Scale, Shift, new ValueOperand(output));
    }

    /// <summary>Adds the steps that find mean and deviation: of the batch, or in evaluation the running ones.</summary>
    protected virtual void Statistics(Value input)
    {
        BatchStatistics(input);
        var (use, operands) = RunningStatistics();
        context.AddTo(PassKind.Evaluation, node, "μ and σ² are the running statistics", use, StepScope.Serial, operands);
    }

    public virtual void Backward()
    {
        var input = context.Input(node);
        var outputGradient = context.OutputGradient(node);
        var scope = WeightedLowering.ScopeOfPositions(input.Layout);
        var sums = GradientSums(outputGradient);
        context.Add(
            node, "dγ = Σ dy·x̂, dβ = Σ dy", FinishKernel(), StepScope.Serial,
            sums, Vector("MeanGradient"), Vector("MeanProduct"), GradientOf("weight"), GradientOf("bias"));
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            context.Add(
                node, "dx = γ/√(σ² + ε)·(dy − Σ dy/n − x̂·Σ dy·x̂/n)",
                new BatchNormGradientKernel(input.Layout, outputGradient.Layout, inputGradient.Layout, Activation, accumulate), scope,
                new ValueOperand(input), new ValueOperand(outputGradient), Mean, InverseDeviation, Scale, Shift,
                Vector("MeanGradient"), Vector("MeanProduct"), new ValueOperand(inputGradient));
        }
    }

    /// <summary>Adds the step that sums dy and dy·x̂ per worker.</summary>
    protected Operand GradientSums(Value outputGradient)
    {
        var input = context.Input(node);
        var sums = new BlockOperand(context.Block(node, "GradientSums", Area.WorkerDoubles, 2 * pitch));
        context.Add(
            node, "Σ dy and Σ dy·x̂", new BatchNormGradientSumsKernel(input.Layout, outputGradient.Layout, Activation), WeightedLowering.ScopeOfPositions(input.Layout),
            new ValueOperand(input), new ValueOperand(outputGradient), Mean, InverseDeviation, Scale, Shift, sums);
        return sums;
    }

    private void BatchStatistics(Value input)
    {
        int length = Layout.RoundUp((2 * pitch) + 1, Layout.Lanes);
        var statistics = new BlockOperand(context.Block(node, "Statistics", Area.WorkerDoubles, length));
        context.AddTo(
            PassKind.Training, node, "mean and Σ(x − mean)² of the worker's samples", new BatchNormStatisticsKernel(input.Layout),
            WeightedLowering.ScopeOfPositions(input.Layout), new ValueOperand(input), statistics);
        var finish = new RuntimeKernel(
            "BatchNormMath.FinishStatistics",
            [
                new("statistics", IsDouble: true), new("gamma"), new("runningMean", IsOutput: true), new("runningVariance", IsOutput: true),
                new("mean", IsOutput: true), new("inverseDeviation", IsOutput: true), new("scale", IsOutput: true)],
            [
                "workers: Threads", "stride: WorkerDoublesLength", .. Sizes(), Number("epsilon", layer.Epsilon), $"momentum: MomentumOf({Literal(layer.Momentum)})",
            ],
            TakesRange: false);
        context.AddTo(
            PassKind.Training, node, "μ and σ² of the batch; running statistics", finish, StepScope.Serial,
            statistics, Gamma, context.Parameter(node, "running_mean"), context.Parameter(node, "running_var"), Mean, InverseDeviation, Scale);
    }

    /// <summary>The call that prepares the normalisation with running statistics.</summary>
    protected (RuntimeKernel Kernel, Operand[] Operands) RunningStatistics()
    {
        var use = new RuntimeKernel(
            "BatchNormMath.UseRunningStatistics",
            [
                new("runningMean"), new("runningVariance"), new("gamma"),
                new("mean", IsOutput: true), new("inverseDeviation", IsOutput: true), new("scale", IsOutput: true)],
            [.. Sizes(), Number("epsilon", layer.Epsilon)],
            TakesRange: false);
        return (use, [context.Parameter(node, "running_mean"), context.Parameter(node, "running_var"), Gamma, Mean, InverseDeviation, Scale]);
    }

    /// <summary>The call that puts the workers' sums together: means for the input's gradient (or nothing), dγ, dβ.</summary>
    protected RuntimeKernel FinishKernel()
    {
        string count = $"count: (long)Count * {node.Shape.Positions.ToString(CultureInfo.InvariantCulture)}";
        return new RuntimeKernel(
            "BatchNormMath.FinishGradient",
            [
                new("sums", IsDouble: true), new("meanGradient", IsOutput: true), new("meanProduct", IsOutput: true),
                new("gammaGradient", IsOutput: true), new("betaGradient", IsOutput: true)],
            ["workers: Threads", "stride: WorkerDoublesLength", count, .. Sizes()],
            TakesRange: false);
    }

    protected Operand GradientOf(string role) => node.Has(role) ? context.Gradient(node, role) : new NullOperand();

    protected Operand Vector(string role) => new BlockOperand(context.Block(node, role, Area.Shared, pitch));

    private ImmutableArray<string> Sizes() => WeightedLowering.Constants(("channels", node.Shape.Channels), ("pitch", pitch));

    private static string Number(string name, double value) => $"{name}: {Literal(value)}";

    private static string Literal(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
