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

    public override string AffineObstacle => "puts values of several channels together";

    public static Layer Read(ArgumentReader arguments)
    {
        var target = new ReshapeTarget(arguments.Sizes("Shape", ReshapeTarget.Open));
        return target.Rank == 1 ? new FlattenLayer(target) : new ReshapeLayer(target);
    }

    public override string Describe(Shape input, Shape output) => $"Reshape({string.Join(", ", output.Sizes.Select(size => $"{size}"))})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => target.Resolve(inputs[0], findings);

    public override ImmutableArray<bool> ShiftInvariance(Node node, int input, ImmutableArray<bool> output)
    {
        int times = node.Shape.Channels / node.InputShape.Channels;
        return SplitsChannels(node)
            ? [.. Enumerable.Range(0, node.InputShape.Channels).Select(channel => Channels.AllInRange(output, channel * times, times))]
            : Channels.All(node.InputShape.Channels, false);
    }

    /// <summary>A factor of all values is one of all values; that of a channel has to stay one of whole channels.</summary>
    public override ScaleInvariance ScaleInvariance(Node node, int input, ScaleInvariance output) =>
        SplitsChannels(node) || output == Ir.ScaleInvariance.None ? output : Ir.ScaleInvariance.Common;

    public override int SourceChannel(Node node, int input, int channel) => channel * node.Shape.Positions / node.InputShape.Positions;

    public override ShiftPath ShiftPath(Node node) => Ir.ShiftPath.Repeat;

    public override AffineRule AffineRule(Node node) => SplitsChannels(node) ? Ir.AffineRule.Commutes : Ir.AffineRule.None;

    public override void LowerForward(Node node, LoweringContext context)
    {
        const string Formula = "y = x under other sizes";
        var output = context.Output(node);
        var features = Features(node, context, context.Input(node), "PlanarOutput", "the values in PyTorch's order");
        var (epilogue, operands) = context.Epilogue(node);
        if (epilogue.Count == 0)
        {
            Load(node, context, features, output, accumulate: false, Formula);
            return;
        }

        var kernel = new LoadKernel(output.Layout, features.Layout.SampleStride, epilogue);
        context.Add(node, Formula, kernel, StepScope.Sample, [new ValueOperand(features), .. operands, new ValueOperand(output)]);
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            var features = Features(node, context, context.OutputGradient(node), "PlanarGradient", "the gradient in PyTorch's order");
            Load(node, context, features, inputGradient, accumulate, "dx = dy under the sizes of x");
        }
    }

    /// <summary>Whether the values of an input channel are those of whole output channels.</summary>
    private static bool SplitsChannels(Node node) => node.InputShape.Positions % node.Shape.Positions == 0;

    /// <summary>The value as features, which lie in PyTorch's order.</summary>
    private static Value Features(Node node, LoweringContext context, Value value, string role, string formula)
    {
        if (value.Layout is { Height: 1, Width: 1 })
        {
            return value;
        }

        var features = context.Scratch(node, role, Layout.For(new Shape(node.Shape.Length)));
        context.Add(
            node, formula, PlanarKernel.Store(value.Layout, features.Layout.SampleStride), StepScope.Sample, new ValueOperand(value), new ValueOperand(features));
        return features;
    }

    private static void Load(Node node, LoweringContext context, Value features, Value to, bool accumulate, string formula) => context.Add(
        node, formula, PlanarKernel.Load(to.Layout, accumulate, features.Layout.SampleStride), StepScope.Sample, new ValueOperand(features), new ValueOperand(to));
}
