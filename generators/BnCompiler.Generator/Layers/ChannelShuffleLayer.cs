using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Channel i·groups + j of the output is channel j·C/groups + i of the input. Folding keeps channels in order, so no affine map passes.
/// </summary>
internal sealed class ChannelShuffleLayer(int groups) : Layer
{
    public override string Kind => "ChannelShuffle";

    public int Groups { get; } = groups;

    public override string AffineObstacle => "puts the channels in another order";

    public static ChannelShuffleLayer Read(ArgumentReader arguments) => new(arguments.Size("Groups"));

    public override string Describe(Shape input, Shape output) => $"ChannelShuffle({Groups})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        var input = inputs[0];
        if (!InputChecks.HasPositions(input, findings))
        {
            return null;
        }

        if (input.Channels % Groups != 0)
        {
            findings.Report("BN0007", "Groups", findings.Subject, $"{Groups}", $"{input.Channels}", $"{input.Channels}");
            return null;
        }

        return input;
    }

    public override ChannelRule ChannelRule(Node node, int input) =>
        Ir.ChannelRule.Moves(new ChannelMap.Shuffle(Groups, node.Shape.Channels));

    public override void LowerForward(Node node, LoweringContext context) => PoolLowering.Forward(
        node, context, $"y = the channels of {Groups} groups in turn",
        (input, output, epilogue) => new ChannelShuffleKernel(Groups, input, output, epilogue, IsInputGradient: false));

    /// <summary>The way back is a shuffle of C/groups groups.</summary>
    public override void LowerBackward(Node node, LoweringContext context)
    {
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            var outputGradient = context.OutputGradient(node);
            var kernel = new ChannelShuffleKernel(
                node.Shape.Channels / Groups, outputGradient.Layout, inputGradient.Layout, WeightedLowering.Accumulating(accumulate), IsInputGradient: true);
            context.Add(
                node, "dx = dy with its channels put back", kernel, StepScope.Sample, new ValueOperand(outputGradient), new ValueOperand(inputGradient));
        }
    }
}
