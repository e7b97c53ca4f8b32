using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// <c>[C, H, W]</c> or <c>[C, L]</c> to <c>[C·H·W]</c> in PyTorch's order: channel c becomes the features c·H·W … (c + 1)·H·W − 1. Features stay as they are.
/// </summary>
/// <param name="target">What a Reshape to one size says; null for a Flatten as such.</param>
internal sealed class FlattenLayer(ReshapeTarget? target = null) : Layer
{
    public override string Kind => target is null ? "Flatten" : "Reshape";

    public override string AffineObstacle => "makes several features of one channel";

    public static FlattenLayer Read(ArgumentReader arguments) => new();

    public override string Describe(Shape input, Shape output) => target is null ? Kind : $"{Kind}({output.Length})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) =>
        target is null ? new Shape(inputs[0].Length) : target.Resolve(inputs[0], findings);

    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.Moves(new ChannelMap.Regroup(node.InputShape.Positions, 1));

    public override AffineRule AffineRule(Node node) => Ir.AffineRule.Commutes;

    public override bool IsFlatten => true;

    public override bool BroadcastsInput(Node node) => true;

    public override void LowerForward(Node node, LoweringContext context)
    {
        var input = context.Input(node);
        if (context.CanStayImage(node))
        {
            context.Alias(node, input);
            return;
        }

        const string Formula = "features in the order channel, row, column";
        var output = context.Output(node);
        var (epilogue, operands) = context.Epilogue(node);
        if (epilogue.Count > 0)
        {
            Operand[] all = [new ValueOperand(input), .. operands, new ValueOperand(output)];
            context.Add(node, Formula, new FlattenKernel(input.Layout, output.Layout, epilogue), StepScope.Sample, all);
            return;
        }

        context.Add(
            node, Formula, PlanarKernel.Store(input.Layout, output.Layout.SampleStride), StepScope.Sample,
            new ValueOperand(input), new ValueOperand(output));
    }

    /// <summary>As a view it has nothing to do: its readers write straight into the image's gradient.</summary>
    public override void LowerBackward(Node node, LoweringContext context)
    {
        if (context.CanStayImage(node) || context.InputGradient(node, out bool accumulate) is not { } inputGradient)
        {
            return;
        }

        var outputGradient = context.OutputGradient(node);
        context.Add(
            node, "gradient of the image", PlanarKernel.Load(inputGradient.Layout, accumulate, outputGradient.Layout.SampleStride), StepScope.Sample,
            new ValueOperand(outputGradient), new ValueOperand(inputGradient));
    }
}
