using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>y = W·x + b from <c>[features]</c> to <c>[outFeatures]</c>, W as <c>[outFeatures, features]</c>.</summary>
internal sealed class LinearLayer(int outFeatures, bool hasBias) : Layer
{
    public override string Kind => "Linear";

    public int OutFeatures { get; } = outFeatures;

    public bool HasBias { get; } = hasBias;

    public override string? AdditiveParameter => HasBias ? "bias" : null;

    public static LinearLayer Read(ArgumentReader arguments) => new(arguments.Size("OutFeatures"), arguments.Flag("Bias", true));

    public override string Describe(Shape input, Shape output) => $"Linear({input.Channels} → {output.Channels})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        if (inputs[0].IsFeatures)
        {
            return new Shape(OutFeatures);
        }

        findings.Report("BN0005", null, findings.Subject, "[features]", inputs[0].ToString(), "add [Flatten] in front of it");
        return null;
    }

    public override ImmutableArray<ParameterSpec> Parameters(ImmutableArray<Shape> inputs)
    {
        int features = inputs[0].Channels;
        var weight = new ParameterSpec("weight", "Weight", [OutFeatures, features], FanIn: features, FanOut: OutFeatures);
        return HasBias ? [weight, new ParameterSpec("bias", "Bias", [OutFeatures], weight.FanIn, weight.FanOut)] : [weight];
    }

    /// <summary>Every input reaches every output.</summary>
    public override ChannelRule ChannelRule(Node node, int input) =>
        Ir.ChannelRule.Weights(node.InputShape.Channels, OutFeatures, groups: 1, keepsConstants: true);

    public override AffineRule AffineRule(Node node) => Ir.AffineRule.TakesOutput | Ir.AffineRule.TakesInput;

    /// <summary>The input of the activation is not kept.</summary>
    public override bool FusesInTraining(Activation activation) => !activation.GradientFromInput;

    public override bool AcceptsAddends(Node node) => true;

    public override bool ReadsFlattenedImage => true;

    public override bool BroadcastsInput(Node node) => true;

    public override void LowerForward(Node node, LoweringContext context)
    {
        var loops = Loops(context.Input(node).Layout, context.Output(node).Layout);
        WeightedLowering.Forward(node, context, loops, Packing(context.Input(node).Layout, loops), "W·x");
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
        var input = context.Input(node).Layout;
        var gradient = WeightedLowering.PreActivationGradient(node, context, Halo.None);
        var loops = Loops(input, gradient.Layout);
        if (input.Height * input.Width == 1 && input.Channels >= Layout.Lanes)
        {
            WeightedLowering.LinearWeightGradient(node, context, context.Input(node), gradient);
        }
        else
        {
            WeightedLowering.WeightGradient(node, context, loops, Packing(input, loops), context.Input(node), gradient);
        }

        WeightedLowering.BiasGradient(node, context, gradient);
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            LowerInputGradient(node, context, gradient, inputGradient, accumulate);
        }
    }

    /// <summary>dx = Wᵀ·dy: lanes are the floats of the input in memory order, an image's too, and the outputs are summed.</summary>
    private void LowerInputGradient(Node node, LoweringContext context, Value gradient, Value inputGradient, bool accumulate)
    {
        var image = inputGradient.Layout;
        int lanes = image.Height * image.RowStride;
        var loops = new ContractionLoops(
            gradient.Layout.SampleStride, image.SampleStride, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, OutFeatures);
        int blockWidth = WeightedLowering.BlockWidth(loops, lanes);
        var packed = new BlockOperand(context.Block(node, "TransposedWeights", Area.Shared, lanes * OutFeatures));
        var pack = WeightedLowering.PackKernel(
            "PackLinearInputGradient", ("outputs", OutFeatures), ("channels", image.Channels), ("positions", image.Height * image.Width),
            ("pitch", image.Pitch), ("blockWidth", blockWidth));
        WeightedLowering.Pack(node, context, "weights packed for the input's gradient", pack, packed);
        var kernel = WeightedLowering.Contraction(
            loops, new ChannelGroups(1, OutFeatures, lanes), lanes, blockWidth, hasBias: false,
            WeightedLowering.Accumulating(accumulate), isInputGradient: true);
        context.Add(
            node, "dx = Wᵀ·dy", kernel, StepScope.Rows, new ValueOperand(gradient), packed, new ValueOperand(inputGradient));
    }

    private static ContractionLoops Loops(Layout input, Layout output) => new(
        input.SampleStride, output.SampleStride, 1, 0, 0, 0, 0, 0, 0, 0,
        input.Height, input.RowStride, input.Width, input.Pitch, input.Channels);

    private WeightPacking Packing(Layout input, ContractionLoops loops) => new(
        OutFeatures, input.Channels, 1, input.Height, input.Width,
        WeightedLowering.BlockWidth(loops, Layout.RoundUp(OutFeatures, Layout.Lanes)));
}
