using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// The same values in PyTorch's order under other sizes. To features it is a <see cref="FlattenLayer"/>; where every channel becomes a whole number of channels, what holds
/// per channel passes as it does there.
/// </summary>
internal sealed class ReshapeLayer(ReshapeTarget target) : Layer
{
    public override string Kind => "Reshape";

    /// <summary>The runtime library moves the values.</summary>
    public override bool AcceptsEpilogue => false;

    public override string AffineObstacle => "puts values of several channels together";

    public static Layer Read(ArgumentReader arguments)
    {
        var target = new ReshapeTarget(arguments.Sizes("Shape", ReshapeTarget.Open));
        return target.Rank == 1 ? new FlattenLayer(target) : new ReshapeLayer(target);
    }

    public override string Describe(Shape input, Shape output) => $"Reshape({string.Join(", ", output.Sizes.Select(size => $"{size}"))})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => target.Resolve(inputs[0], findings);

    /// <summary>Channels whose values come together have to take the same.</summary>
    public override ChannelRule ChannelRule(Node node, int input) =>
        Ir.ChannelRule.Moves(new ChannelMap.Regroup(node.InputShape.Positions, node.Shape.Positions));

    public override AffineRule AffineRule(Node node) => SplitsChannels(node) ? Ir.AffineRule.Commutes : Ir.AffineRule.None;

    public override void LowerForward(Node node, LoweringContext context) => Move(
        node, context, context.Input(node), context.Output(node), "PlanarOutput", accumulate: false, "the values in PyTorch's order", "y = x under other sizes");

    public override void LowerBackward(Node node, LoweringContext context)
    {
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            Move(
                node, context, context.OutputGradient(node), inputGradient, "PlanarGradient", accumulate, "the gradient in PyTorch's order",
                "dx = dy under the sizes of x");
        }
    }

    /// <summary>Whether the values of an input channel are those of whole output channels.</summary>
    private static bool SplitsChannels(Node node) => node.InputShape.Positions % node.Shape.Positions == 0;

    /// <summary>Between images by way of features; features themselves lie in PyTorch's order.</summary>
    private static void Move(
        Node node, LoweringContext context, Value from, Value to, string role, bool accumulate, string toFeatures, string formula)
    {
        if (from.Layout is not { Height: 1, Width: 1 })
        {
            var features = context.Scratch(node, role, Layout.For(new Shape(node.Shape.Length)));
            context.Add(
                node, toFeatures, PlanarKernel.Store(from.Layout, features.Layout.SampleStride), StepScope.Sample, new ValueOperand(from), new ValueOperand(features));
            from = features;
        }

        context.Add(
            node, formula, PlanarKernel.Load(to.Layout, accumulate, from.Layout.SampleStride), StepScope.Sample, new ValueOperand(from), new ValueOperand(to));
    }
}
