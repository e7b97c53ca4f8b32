using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The largest value of each window, per channel. Padded positions never win.</summary>
internal class MaxPool2dLayer(Window window, bool ceilMode) : Layer
{
    public override string Kind => "MaxPool2d";

    public Window Window { get; } = window;

    public bool CeilMode { get; } = ceilMode;

    /// <summary>max(s·x) = s·max(x) for s ≥ 0 only, and γ is not known at build time.</summary>
    public override string AffineObstacle => "lets only positive scales pass";

    public static MaxPool2dLayer Read(ArgumentReader arguments) =>
        new(WindowArguments.OfPooling(arguments, dilated: true), arguments.Flag("CeilMode", false));

    public override string Describe(Shape input, Shape output) =>
        $"{Kind}({DescribeWindow()}{(CeilMode ? ", ceil" : "")})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        if (!Fits(inputs[0], findings))
        {
            return null;
        }

        var output = WindowGeometry.Slide(Window, inputs[0], inputs[0].Channels, CeilMode, findings);
        if (output is null || WindowGeometry.EveryWindowReads(Window, inputs[0], output))
        {
            return output;
        }

        string padding = inputs[0].IsSequence ? $"{Window.PaddingWidth}" : WindowText.Pair(Window.PaddingHeight, Window.PaddingWidth);
        findings.Report("BN0011", "Padding", findings.Subject, "Padding", padding, $"a padding with which every window reads a position of the {(inputs[0].IsSequence ? "sequence" : "image")}");
        return null;
    }

    /// <summary>max(a·x) = a·max(x) for a &gt; 0.</summary>
    public override ScaleInvariance ScaleInvariance(Node node, int input, ScaleInvariance output) => output;

    /// <summary>max(x + c) = max(x) + c.</summary>
    public override ImmutableArray<bool> ShiftInvariance(Node node, int input, ImmutableArray<bool> output) => output;

    public override void LowerForward(Node node, LoweringContext context) => PoolLowering.MaximumForward(node, context, Window);

    public override void LowerBackward(Node node, LoweringContext context) => PoolLowering.MaximumBackward(node, context, Window);

    /// <summary>Whether the layer takes inputs of this rank; reports one that it does not.</summary>
    protected virtual bool Fits(Shape input, FindingSink findings) => InputChecks.IsImage(input, findings);

    /// <summary>The window without what is the default.</summary>
    protected virtual string DescribeWindow() => WindowText.Describe(Window, Window.KernelHeight, Window.KernelWidth);
}
