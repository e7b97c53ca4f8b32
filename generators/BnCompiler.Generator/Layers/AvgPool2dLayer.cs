using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The mean of each window, per channel.</summary>
internal class AvgPool2dLayer(Window window, bool ceilMode, bool countIncludePad) : Layer
{
    public override string Kind => "AvgPool2d";

    public Window Window { get; } = window;

    public bool CeilMode { get; } = ceilMode;

    public bool CountIncludePad { get; } = countIncludePad;

    public override string AffineObstacle => "counts the zeros of its padding";

    private bool CountsZeros => CountIncludePad && (Window.PaddingHeight > 0 || Window.PaddingWidth > 0);

    public static AvgPool2dLayer Read(ArgumentReader arguments) => new(
        WindowArguments.OfPooling(arguments, dilated: false),
        arguments.Flag("CeilMode", false),
        arguments.Flag("CountIncludePad", true));

    public override string Describe(Shape input, Shape output) =>
        $"{Kind}({DescribeWindow()}{(CeilMode ? ", ceil" : "")}{(CountIncludePad ? "" : ", padding not counted")})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) =>
        Fits(inputs[0], findings)
            ? WindowGeometry.Slide(Window, inputs[0], inputs[0].Channels, CeilMode, findings)
            : null;

    /// <summary>The mean of x + c is the mean of x, plus c, unless zeros are counted among the x.</summary>
    public override ImmutableArray<bool> ShiftInvariance(Node node, int input, ImmutableArray<bool> output) =>
        CountsZeros ? Channels.All(output.Length, false) : output;

    /// <summary>A mean is linear, and zeros that are counted stay zeros.</summary>
    public override ScaleInvariance ScaleInvariance(Node node, int input, ScaleInvariance output) => output;

    public override AffineRule AffineRule(Node node) => CountsZeros ? Ir.AffineRule.None : Ir.AffineRule.Commutes;

    public override void LowerForward(Node node, LoweringContext context) =>
        PoolLowering.AverageForward(node, context, Window, CountIncludePad);

    public override void LowerBackward(Node node, LoweringContext context) =>
        PoolLowering.AverageBackward(node, context, Window, CountIncludePad);

    /// <summary>Whether the layer takes inputs of this rank; reports one that it does not.</summary>
    protected virtual bool Fits(Shape input, FindingSink findings) => InputChecks.IsImage(input, findings);

    /// <summary>The window without what is the default.</summary>
    protected virtual string DescribeWindow() => WindowText.Describe(Window, Window.KernelHeight, Window.KernelWidth);
}
