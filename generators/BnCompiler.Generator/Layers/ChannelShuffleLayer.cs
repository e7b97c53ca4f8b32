using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Channel i·groups + j of the output is channel j·C/groups + i of the input. What is known of one channel would be known of another one behind it, but folding and
/// loading keep channels in order, so nothing that differs between channels passes.
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

    /// <summary>Any factor per channel, or one common factor, is the same behind another order.</summary>
    public override ScaleInvariance ScaleInvariance(Node node, int input, ScaleInvariance output) => output;

    public override int SourceChannel(Node node, int input, int channel) => (channel % Groups * (node.Shape.Channels / Groups)) + (channel / Groups);

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
