using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The largest value of each window, per channel. Padded positions never win.</summary>
internal sealed class MaxPool2dLayer(Window window, bool ceilMode) : Layer
{
    public override string Kind => "MaxPool2d";

    public Window Window { get; } = window;

    public bool CeilMode { get; } = ceilMode;

    /// <summary>max(s·x) = s·max(x) for s ≥ 0 only, and γ is not known at build time.</summary>
    public override string AffineObstacle => "lets only positive scales pass";

    public static MaxPool2dLayer Read(ArgumentReader arguments) =>
        new(WindowArguments.OfPooling(arguments, dilated: true), arguments.Flag("CeilMode", false));

    public override string Describe(Shape input, Shape output) =>
        $"MaxPool2d({WindowText.Describe(Window, Window.KernelHeight, Window.KernelWidth)}{(CeilMode ? ", ceil" : "")})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        if (!InputChecks.IsImage(inputs[0], findings))
        {
            return null;
        }

        var output = WindowGeometry.Slide(Window, inputs[0], inputs[0].Channels, CeilMode, findings);
        if (output is null || WindowGeometry.EveryWindowReads(Window, inputs[0], output))
        {
            return output;
        }

        string padding = WindowText.Pair(Window.PaddingHeight, Window.PaddingWidth);
        findings.Report("BN0011", "Padding", findings.Subject, "Padding", padding, "a padding with which every window reads a position of the image");
        return null;
    }

    /// <summary>max(x + c) = max(x) + c, and max(a·x) = a·max(x) for a &gt; 0.</summary>
    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.Pass;

    public override void LowerForward(Node node, LoweringContext context) => PoolLowering.MaximumForward(node, context, Window);

    public override void LowerBackward(Node node, LoweringContext context) => PoolLowering.MaximumBackward(node, context, Window);
}
