using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// The image enlarged by whole factors. Every output is a mean of inputs with weights that sum to 1, so constants and affine maps per
/// channel pass it.
/// </summary>
internal sealed class UpsampleLayer(int scaleHeight, int scaleWidth, bool isBilinear) : Layer
{
    // The members of the declared UpsampleMode.
    private const int Nearest = 0;
    private const int Bilinear = 1;

    public override string Kind => "Upsample";

    public int ScaleHeight { get; } = scaleHeight;

    public int ScaleWidth { get; } = scaleWidth;

    public bool IsBilinear { get; } = isBilinear;

    public static UpsampleLayer Read(ArgumentReader arguments) => new(
        arguments.PerAxis("Scale", "Height", 1, WindowArguments.Largest, 1),
        arguments.PerAxis("Scale", "Width", 1, WindowArguments.Largest, 1),
        arguments.Integer("Mode", Nearest, Bilinear, Nearest) == Bilinear);

    public override string Describe(Shape input, Shape output) =>
        $"Upsample({WindowText.Pair(ScaleHeight, ScaleWidth)}, {(IsBilinear ? "bilinear" : "nearest")})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) =>
        InputChecks.IsImage(inputs[0], findings)
            ? new Shape(inputs[0].Channels, Scaled(inputs[0].Height, ScaleHeight), Scaled(inputs[0].Width, ScaleWidth))
            : null;

    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.Pass;

    public override AffineRule AffineRule(Node node) => Ir.AffineRule.Commutes;

    public override void LowerForward(Node node, LoweringContext context) => ResampleLowering.Forward(
        node, context, Rows(node), Columns(node), IsBilinear ? "y = x, interpolated between the centres" : "y = x, every value repeated");

    public override void LowerBackward(Node node, LoweringContext context) => ResampleLowering.Backward(
        node, context, Rows(node), Columns(node), IsBilinear ? "dx = Σ dy with the weights that x had" : "dx = Σ dy over what x was repeated to");

    // A size that does not fit is far beyond what memory holds, which is reported.
    private static int Scaled(int size, int scale) => (int)Math.Min((long)size * scale, int.MaxValue);

    private ResampleAxis Rows(Node node) => Axis(node.InputShape.Height, ScaleHeight);

    private ResampleAxis Columns(Node node) => Axis(node.InputShape.Width, ScaleWidth);

    private ResampleAxis Axis(int size, int scale) =>
        ResampleLowering.Axis(size, size * scale, i => IsBilinear ? Between(i, size, scale) : (i / scale, [1]));

    /// <summary>Centre i lies at (i + ½)/scale − ½ of the input; in front of the first centre and behind the last one the nearest value counts alone.</summary>
    private static (int First, float[] Weights) Between(int i, int size, int scale)
    {
        double position = Math.Max(0, ((i + 0.5) / scale) - 0.5);
        int first = Math.Min((int)position, size - 1);
        float second = (float)(position - first);
        return second == 0 || first == size - 1 ? (first, [1]) : (first, [1 - second, second]);
    }
}
