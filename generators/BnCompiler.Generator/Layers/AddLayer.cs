using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>y = x₀ + x₁ + …, all of one shape.</summary>
internal sealed class AddLayer(ImmutableArray<string> others) : Layer
{
    public override string Kind => "Add";

    public override ImmutableArray<string> Others { get; } = others;

    public override bool IsAddition => true;

    /// <summary>To a map in front of it: the other branches would need it as well.</summary>
    public override string AffineObstacle => "adds other values";

    public static AddLayer Read(ArgumentReader arguments) => new(arguments.Names("Others"));

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        for (int index = 1; index < inputs.Length; index++)
        {
            if (!inputs[index].Equals(inputs[0]))
            {
                InputChecks.ReportBranch(
                    index, $"{inputs[0]}, the shape of {findings.InputName(0)}", inputs[index], $"give both branches the same {InputChecks.SizesOf(inputs[0])}", findings);
                return null;
            }
        }

        return inputs[0];
    }

    /// <summary>(x₀ + c) + x₁ = (x₀ + x₁) + c, and a·x₀ + a·x₁ = a·(x₀ + x₁).</summary>
    public override ChannelRule ChannelRule(Node node, int input) => new(ChannelMap.Same, ChannelEffect.Passes, ChannelEffect.PassesTogether);

    /// <summary>s·(x₀ + x₁) + t = (s·x₀ + t) + s·x₁.</summary>
    public override ImmutableArray<AffineShare> AffineShares(Node node) =>
        [.. Enumerable.Range(0, node.LayerInputs).Select(input => new AffineShare(0, Shifts: input == 0))];

    public override bool AcceptsAddends(Node node) => true;

    /// <summary>Neither the sum nor the branches are kept for the gradient.</summary>
    public override bool FusesInTraining(Activation activation) => !activation.GradientFromInput;

    public override void LowerForward(Node node, LoweringContext context)
    {
        var values = Enumerable.Range(0, node.LayerInputs).Select(index => context.Input(node, index)).ToImmutableArray();
        var output = context.Output(node);
        var (epilogue, operands) = context.Epilogue(node);
        EpilogueOperation[] operations = [.. values.Skip(1).Select(value => new AddOperation(value.Layout)), .. epilogue];
        Operand[] all = [.. values.Select(value => new ValueOperand(value)), .. operands, new ValueOperand(output)];
        string sum = string.Join(" + ", node.Inputs.Take(node.LayerInputs).Select(id => context.Graph[id].Name));
        string then = string.Concat(node.Epilogue.Select(operation => ", then " + operation.Source.Name));
        context.Add(
            node, $"y = {sum}{then}", new MapKernel(values[0].Layout, output.Layout, operations.ToImmutableArray()),
            WeightedLowering.ScopeOfPositions(output.Layout), all);
    }

    /// <summary>Every branch gets dy, or f′·dy where an activation f is fused behind the sum.</summary>
    public override void LowerBackward(Node node, LoweringContext context)
    {
        var activation = node.Epilogue.Select(operation => operation.Source.Layer.Activation).SingleOrDefault();
        for (int index = 0; index < node.Inputs.Length; index++)
        {
            if (context.InputGradient(node, out bool accumulate, index) is { } inputGradient)
            {
                BranchGradient(node, context, activation, inputGradient, accumulate);
            }
        }
    }

    private static void BranchGradient(Node node, LoweringContext context, Activation? activation, Value inputGradient, bool accumulate)
    {
        var outputGradient = context.OutputGradient(node);
        var scope = WeightedLowering.ScopeOfPositions(outputGradient.Layout);
        if (activation is null)
        {
            var copy = new MapKernel(outputGradient.Layout, inputGradient.Layout, WeightedLowering.Accumulating(accumulate));
            context.Add(node, "dx = dy", copy, scope, new ValueOperand(outputGradient), new ValueOperand(inputGradient));
            return;
        }

        var output = context.Output(node);
        var kernel = new MapGradientKernel(activation, output.Layout, outputGradient.Layout, inputGradient.Layout, accumulate);
        context.Add(
            node, $"dx = dy in front of {activation.Name}", kernel, scope,
            new ValueOperand(output), new ValueOperand(outputGradient), new ValueOperand(inputGradient));
    }
}
