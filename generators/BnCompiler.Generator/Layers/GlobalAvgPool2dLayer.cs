using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The mean over all positions, per channel: <c>[C, H, W]</c> to <c>[C, 1, 1]</c>.</summary>
internal sealed class GlobalAvgPool2dLayer : Layer
{
    public override string Kind => "GlobalAvgPool2d";

    public static GlobalAvgPool2dLayer Read(ArgumentReader arguments) => new();

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) =>
        InputChecks.IsImage(inputs[0], findings) ? new Shape(inputs[0].Channels, 1, 1) : null;

    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.Pass;

    public override AffineRule AffineRule(Node node) => Ir.AffineRule.Commutes;

    public override void LowerForward(Node node, LoweringContext context) =>
        PoolLowering.AverageForward(node, context, WholeImage(node), countIncludePad: false);

    public override void LowerBackward(Node node, LoweringContext context) =>
        PoolLowering.AverageBackward(node, context, WholeImage(node), countIncludePad: false);

    private static Window WholeImage(Node node) => new(node.InputShape.Height, node.InputShape.Width, 1, 1, 0, 0, 1, 1);
}
