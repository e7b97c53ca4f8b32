using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The largest value over all positions, per channel: <c>[C, H, W]</c> to <c>[C, 1, 1]</c>.</summary>
internal sealed class GlobalMaxPool2dLayer : Layer
{
    public override string Kind => "GlobalMaxPool2d";

    /// <summary>max(s·x) = s·max(x) for s ≥ 0 only, and γ is not known at build time.</summary>
    public override string AffineObstacle => "lets only positive scales pass";

    public static GlobalMaxPool2dLayer Read(ArgumentReader arguments) => new();

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) =>
        InputChecks.IsImage(inputs[0], findings) ? new Shape(inputs[0].Channels, 1, 1) : null;

    /// <summary>max(x + c) = max(x) + c, and max(a·x) = a·max(x) for a &gt; 0.</summary>
    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.Pass;

    public override void LowerForward(Node node, LoweringContext context) => PoolLowering.MaximumForward(node, context, WholeImage(node));

    public override void LowerBackward(Node node, LoweringContext context) => PoolLowering.MaximumBackward(node, context, WholeImage(node));

    private static Window WholeImage(Node node) => new(node.InputShape.Height, node.InputShape.Width, 1, 1, 0, 0, 1, 1);
}
