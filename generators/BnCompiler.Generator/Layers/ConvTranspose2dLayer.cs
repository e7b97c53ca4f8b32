using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// A transposed convolution, weights as <c>[inChannels, outChannels / groups, kernelHeight, kernelWidth]</c>: the input gradient of the convolution from its output to
/// its input with the same weights. <see cref="ConvTransposeLowering"/> computes it that way round.
/// </summary>
internal sealed class ConvTranspose2dLayer(int outChannels, Window window, int outputPaddingHeight, int outputPaddingWidth, int groups, bool hasBias) : Layer
{
    public override string Kind => "ConvTranspose2d";

    public int OutChannels { get; } = outChannels;

    /// <summary>The window of the convolution from the output to the input.</summary>
    public Window Window { get; } = window;

    public int OutputPaddingHeight { get; } = outputPaddingHeight;

    public int OutputPaddingWidth { get; } = outputPaddingWidth;

    public int Groups { get; } = groups;

    public bool HasBias { get; } = hasBias;

    private bool IsPointwise => Window == new Window(1, 1, 1, 1, 0, 0, Window.DilationHeight, Window.DilationWidth) && OutputPaddingHeight + OutputPaddingWidth == 0;

    public override string? AdditiveParameter => HasBias ? "bias" : null;

    /// <summary>Why no map in front of it can be taken; one behind it is.</summary>
    public override string AffineObstacle => "adds other taps at other positions";

    public static ConvTranspose2dLayer Read(ArgumentReader arguments)
    {
        int outChannels = arguments.Size("OutChannels");
        var window = WindowArguments.OfConvolution(arguments);
        return new ConvTranspose2dLayer(
            outChannels,
            window,
            arguments.PerAxis("OutputPadding", "Height", 0, Math.Max(window.StrideHeight, window.DilationHeight) - 1, 0),
            arguments.PerAxis("OutputPadding", "Width", 0, Math.Max(window.StrideWidth, window.DilationWidth) - 1, 0),
            arguments.Integer("Groups", 1, int.MaxValue, 1),
            arguments.Flag("Bias", true));
    }

    public override string Describe(Shape input, Shape output)
    {
        bool isExtended = OutputPaddingHeight > 0 || OutputPaddingWidth > 0;
        string extension = isExtended ? $", output padding {WindowText.Pair(OutputPaddingHeight, OutputPaddingWidth)}" : "";
        string groups = Groups == 1 ? "" : $", groups {Groups}";
        return $"ConvTranspose2d({input.Channels} → {OutChannels}, {WindowText.Describe(Window, 1, 1)}{extension}{groups})";
    }

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        var input = inputs[0];
        if (!InputChecks.IsImage(input, findings))
        {
            return null;
        }

        if (input.Channels % Groups != 0 || OutChannels % Groups != 0)
        {
            findings.Report("BN0007", "Groups", findings.Subject, $"{Groups}", $"{input.Channels}", $"{OutChannels}");
            return null;
        }

        int height = OutputSize(input.Height, Window.KernelHeight, Window.StrideHeight, Window.PaddingHeight, Window.DilationHeight, OutputPaddingHeight);
        int width = OutputSize(input.Width, Window.KernelWidth, Window.StrideWidth, Window.PaddingWidth, Window.DilationWidth, OutputPaddingWidth);
        if (height > 0 && width > 0)
        {
            return new Shape(OutChannels, height, width);
        }

        string padding = WindowText.Pair(Window.PaddingHeight, Window.PaddingWidth);
        findings.Report("BN0011", "Padding", findings.Subject, "Padding", padding, "a padding that leaves at least one row and one column of the output");
        return null;
    }

    /// <summary>Fans as PyTorch counts them, from the sizes of the weight: the fan-in is that of the convolution from the output to the input.</summary>
    public override ImmutableArray<ParameterSpec> Parameters(ImmutableArray<Shape> inputs)
    {
        int channels = inputs[0].Channels;
        int outputsPerGroup = OutChannels / Groups;
        int taps = Window.KernelHeight * Window.KernelWidth;
        var weight = new ParameterSpec(
            "weight",
            "Weight",
            [channels, outputsPerGroup, Window.KernelHeight, Window.KernelWidth],
            FanIn: outputsPerGroup * taps,
            FanOut: channels * taps,
            InputsFirst: true);
        return HasBias ? [weight, new ParameterSpec("bias", "Bias", [OutChannels], weight.FanIn, weight.FanOut)] : [weight];
    }

    /// <summary>The taps that meet differ from output to output, so that a constant stays one only where there is a single tap and nothing between the inputs.</summary>
    public override ChannelRule ChannelRule(Node node, int input) =>
        Ir.ChannelRule.Weights(node.InputShape.Channels, OutChannels, Groups, keepsConstants: IsPointwise);

    /// <summary>A constant in front of it is another one behind it wherever another number of taps meets, so it takes no map there.</summary>
    public override AffineRule AffineRule(Node node) => Ir.AffineRule.TakesOutput;

    /// <summary>The input of the activation is not kept.</summary>
    public override bool FusesInTraining(Activation activation) => !activation.GradientFromInput;

    public override Halo InputHalo(Node node, int input) => ConvolutionGradient.Halo(Window, node.Shape, node.InputShape);

    public override Halo OutputGradientHalo(Node node) =>
        node.Epilogue.IsEmpty ? ConvolutionLoops.InputHalo(Window, node.Shape, node.InputShape) : Halo.None;

    public override void LowerForward(Node node, LoweringContext context) => new ConvTransposeLowering(node, context, Window, Groups).Forward();

    public override void LowerBackward(Node node, LoweringContext context) => new ConvTransposeLowering(node, context, Window, Groups).Backward();

    // A size that does not fit is far beyond what memory holds, which is reported.
    private static int OutputSize(int input, int kernel, int stride, int padding, int dilation, int outputPadding) => (int)Math.Min(
        ((input - 1L) * stride) - (2 * padding) + WindowGeometry.Extent(kernel, dilation) + outputPadding, int.MaxValue);
}
