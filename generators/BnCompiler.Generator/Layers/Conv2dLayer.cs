using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>A convolution (cross-correlation) with zero padding, weights as <c>[outChannels, inChannels / groups, kernelHeight, kernelWidth]</c>.</summary>
internal class Conv2dLayer(int outChannels, Window window, int groups, bool hasBias) : Layer
{
    public override string Kind => "Conv2d";

    public int OutChannels { get; } = outChannels;

    public Window Window { get; } = window;

    public int Groups { get; } = groups;

    public bool HasBias { get; } = hasBias;

    public bool IsPadded => Window.PaddingHeight > 0 || Window.PaddingWidth > 0;

    public override string? AdditiveParameter => HasBias ? "bias" : null;

    public static Conv2dLayer Read(ArgumentReader arguments) => new(
        arguments.Size("OutChannels"),
        WindowArguments.OfConvolution(arguments),
        arguments.Integer("Groups", 1, int.MaxValue, 1),
        arguments.Flag("Bias", true));

    public override string Describe(Shape input, Shape output)
    {
        string groups = Groups == 1 ? "" : Groups == input.Channels && Groups == OutChannels ? ", depthwise" : $", groups {Groups}";
        return $"{Kind}({input.Channels} → {OutChannels}, {DescribeWindow()}{groups})";
    }

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        var input = inputs[0];
        if (!Fits(input, findings))
        {
            return null;
        }

        if (input.Channels % Groups != 0 || OutChannels % Groups != 0)
        {
            findings.Report("BN0007", "Groups", findings.Subject, $"{Groups}", $"{input.Channels}", $"{OutChannels}");
            return null;
        }

        return WindowGeometry.Slide(Window, input, OutChannels, ceilMode: false, findings);
    }

    /// <summary>The sizes of the weight behind its channels.</summary>
    protected virtual ImmutableArray<int> KernelSizes => [Window.KernelHeight, Window.KernelWidth];

    /// <summary>Whether the layer takes inputs of this rank; reports one that it does not.</summary>
    protected virtual bool Fits(Shape input, FindingSink findings) => InputChecks.IsImage(input, findings);

    protected virtual string DescribeWindow() => WindowText.Describe(Window, 1, 1);

    /// <summary>Fans as PyTorch counts them: the fan-out is not divided by the groups.</summary>
    public override ImmutableArray<ParameterSpec> Parameters(ImmutableArray<Shape> inputs)
    {
        int inputsPerGroup = inputs[0].Channels / Groups;
        int taps = Window.KernelHeight * Window.KernelWidth;
        var weight = new ParameterSpec(
            "weight",
            "Weight",
            [OutChannels, inputsPerGroup, .. KernelSizes],
            FanIn: inputsPerGroup * taps,
            FanOut: OutChannels * taps);
        return HasBias ? [weight, new ParameterSpec("bias", "Bias", [OutChannels], weight.FanIn, weight.FanOut)] : [weight];
    }

    /// <summary>
    /// A constant in an input channel is a constant in every output channel of its group, unless the zeros around the image keep
    /// it from the border.
    /// </summary>
    public override ChannelRule ChannelRule(Node node, int input) =>
        Ir.ChannelRule.Weights(node.InputShape.Channels, OutChannels, Groups, keepsConstants: !IsPadded);

    public override AffineRule AffineRule(Node node) => Ir.AffineRule.TakesOutput | Ir.AffineRule.TakesInput;

    /// <summary>The zeros around the image are none of the map's values.</summary>
    public override BorderBias? BorderBias(Node node) =>
        IsPadded ? new BorderBias(Window, node.InputShape, BiasRows.Of(Window, node.InputShape, node.Shape)) : null;

    /// <summary>The input of the activation is not kept.</summary>
    public override bool FusesInTraining(Activation activation) => !activation.GradientFromInput;

    /// <summary>The register tile can; the kernel over channels has no place for another value.</summary>
    public override bool AcceptsAddends(Node node) => !IsDepthwise(node);

    public override Halo InputHalo(Node node, int input) => ConvolutionLoops.InputHalo(Window, node.InputShape, node.Shape);

    public override Halo OutputGradientHalo(Node node) =>
        node.Epilogue.IsEmpty ? ConvolutionGradient.Halo(Window, node.InputShape, node.Shape) : Halo.None;

    public override bool BroadcastsInput(Node node) => !IsDepthwise(node);

    public override void LowerForward(Node node, LoweringContext context)
    {
        if (IsDepthwise(node))
        {
            DepthwiseLowering.Forward(node, context, Window);
            return;
        }

        var (loops, packing) = Contraction(node, context.Input(node).Layout, context.Output(node).Layout);
        WeightedLowering.Forward(node, context, loops, packing, IsPadded ? "Σ w·x with zeros around x" : "Σ w·x");
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
        if (IsDepthwise(node))
        {
            DepthwiseLowering.Backward(node, context, Window);
            return;
        }

        bool needsInputGradient = context.NeedsGradient(context.Graph[node.Inputs[0]]);
        var gradient = WeightedLowering.PreActivationGradient(
            node, context, needsInputGradient ? ConvolutionGradient.Halo(Window, node.InputShape, node.Shape) : Halo.None);
        var (loops, packing) = Contraction(node, context.Input(node).Layout, gradient.Layout);
        WeightedLowering.WeightGradient(node, context, loops, packing, context.Input(node), gradient);
        WeightedLowering.BiasGradient(node, context, gradient);
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            ConvolutionGradient.Lower(node, context, Window, Groups, gradient, inputGradient, accumulate);
        }
    }

    private bool IsDepthwise(Node node) => Groups > 1 && Groups == OutChannels && Groups == node.InputShape.Channels;

    private (ContractionLoops Loops, WeightPacking Packing) Contraction(Node node, Layout input, Layout output) =>
        ConvolutionLoops.Of(Window, Groups, node.InputShape.Channels, OutChannels, input, output);
}
