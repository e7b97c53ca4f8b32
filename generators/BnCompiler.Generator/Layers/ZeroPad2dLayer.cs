using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The image with rows and columns of zeros around it.</summary>
internal sealed class ZeroPad2dLayer(int left, int right, int top, int bottom) : Layer
{
    public override string Kind => "ZeroPad2d";

    public int Left { get; } = left;

    public int Right { get; } = right;

    public int Top { get; } = top;

    public int Bottom { get; } = bottom;

    /// <summary>s·0 + t is t, and in front of it the border stays 0.</summary>
    public override string AffineObstacle => "pads with zeros";

    public static ZeroPad2dLayer Read(ArgumentReader arguments) =>
        new(Side(arguments, "Left"), Side(arguments, "Right"), Side(arguments, "Top"), Side(arguments, "Bottom"));

    public override string Describe(Shape input, Shape output) =>
        Left == Right && Top == Bottom && Left == Top
            ? $"ZeroPad2d({Left})"
            : $"ZeroPad2d(left {Left}, right {Right}, top {Top}, bottom {Bottom})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) =>
        InputChecks.IsImage(inputs[0], findings)
            ? new Shape(inputs[0].Channels, inputs[0].Height + Top + Bottom, inputs[0].Width + Left + Right)
            : null;

    /// <summary>Zeros stay zeros under any factor; under an added constant they do not.</summary>
    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.PassFactors;

    public override void LowerForward(Node node, LoweringContext context) => ResampleLowering.Forward(
        node, context, Rows(node), Columns(node), "y = x, with zeros around it");

    public override void LowerBackward(Node node, LoweringContext context) => ResampleLowering.Backward(
        node, context, Rows(node), Columns(node), "dx = dy without the border");

    private static int Side(ArgumentReader arguments, string side) => arguments.PerAxis("Padding", side, 0, WindowArguments.Largest, 0);

    private ResampleAxis Rows(Node node) => Padded(node.InputShape.Height, node.Shape.Height, Top);

    private ResampleAxis Columns(Node node) => Padded(node.InputShape.Width, node.Shape.Width, Left);

    private static ResampleAxis Padded(int input, int output, int before) => ResampleLowering.Axis(
        input, output, i => (i - before, i >= before && i < before + input ? [1] : []));
}
