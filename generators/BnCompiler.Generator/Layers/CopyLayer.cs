using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// y = x, for the epilogue that it carries: what is left of a BatchNorm at inference where neither a neighbour's weights nor a
/// neighbour's kernel can take its affine map. No attribute makes one.
/// </summary>
internal sealed class CopyLayer : Layer
{
    public override string Kind => "Copy";

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0];

    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.Pass;

    public override AffineRule AffineRule(Node node) => Ir.AffineRule.Commutes;

    public override void LowerForward(Node node, LoweringContext context)
    {
        var input = context.Input(node);
        var output = context.Output(node);
        var (operations, operands) = context.Epilogue(node);
        Operand[] all = [new ValueOperand(input), .. operands, new ValueOperand(output)];
        context.Add(node, "y = s·x + t", new MapKernel(input.Layout, output.Layout, operations), WeightedLowering.ScopeOfPositions(output.Layout), all);
    }
}
