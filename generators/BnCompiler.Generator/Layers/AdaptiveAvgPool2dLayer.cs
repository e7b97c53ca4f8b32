using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// The means of windows that cover the image as evenly as the sizes allow. Where they divide, it is a pooling of equal windows; otherwise windows are of several
/// sizes and may share positions.
/// </summary>
internal class AdaptiveAvgPool2dLayer(int outputHeight, int outputWidth) : Layer
{
    public override string Kind => "AdaptiveAvgPool2d";

    public int OutputHeight { get; } = outputHeight;

    public int OutputWidth { get; } = outputWidth;

    public static AdaptiveAvgPool2dLayer Read(ArgumentReader arguments)
    {
        int height = arguments.Integer("OutputHeight", 1, WindowArguments.Largest);
        bool isSquare = arguments.Same("OutputHeight", "OutputWidth");
        return new(height, isSquare ? height : arguments.Integer("OutputWidth", 1, WindowArguments.Largest));
    }

    public override string Describe(Shape input, Shape output) => $"AdaptiveAvgPool2d({OutputHeight}×{OutputWidth})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) =>
        InputChecks.IsImage(inputs[0], findings) ? new Shape(inputs[0].Channels, OutputHeight, OutputWidth) : null;

    /// <summary>The mean of x + c is the mean of x, plus c.</summary>
    public override ImmutableArray<bool> ShiftInvariance(Node node, int input, ImmutableArray<bool> output) => output;

    public override ScaleInvariance ScaleInvariance(Node node, int input, ScaleInvariance output) => output;

    public override AffineRule AffineRule(Node node) => Ir.AffineRule.Commutes;

    public override void LowerForward(Node node, LoweringContext context)
    {
        if (EqualWindows(node) is { } window)
        {
            PoolLowering.AverageForward(node, context, window, countIncludePad: false);
            return;
        }

        var (rows, columns) = Axes(node);
        ResampleLowering.Forward(node, context, rows, columns, "y = Σ window / count");
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
        if (EqualWindows(node) is { } window)
        {
            PoolLowering.AverageBackward(node, context, window, countIncludePad: false);
            return;
        }

        var (rows, columns) = Axes(node);
        ResampleLowering.Backward(node, context, rows, columns, "dx = Σ windows dy / count");
    }

    private Window? EqualWindows(Node node)
    {
        var input = node.InputShape;
        int height = input.Height / OutputHeight;
        int width = input.Width / OutputWidth;
        bool divides = input.Height % OutputHeight == 0 && input.Width % OutputWidth == 0;
        return divides ? new Window(height, width, height, width, 0, 0, 1, 1) : null;
    }

    private (ResampleAxis Rows, ResampleAxis Columns) Axes(Node node) =>
        (Means(node.InputShape.Height, OutputHeight), Means(node.InputShape.Width, OutputWidth));

    /// <summary>Window i goes from ⌊i·input/output⌋ to ⌈(i + 1)·input/output⌉ − 1.</summary>
    private static ResampleAxis Means(int input, int output) => ResampleLowering.Axis(input, output, i =>
    {
        int first = (int)((long)i * input / output);
        int end = (int)((((i + 1L) * input) + output - 1) / output);
        return (first, [.. Enumerable.Repeat((float)(1.0 / (end - first)), end - first)]);
    });
}
