using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Training: zero with probability p, otherwise x / (1 − p). Inference: nothing. A constant does not survive the zeros, so
/// shift invariance ends here, but with the running statistics it is the identity and every affine map passes.
/// </summary>
internal sealed class DropoutLayer(double probability) : Layer
{
    public override string Kind => "Dropout";

    /// <summary>Probability of a zero.</summary>
    public double Probability { get; } = probability;

    public override bool IsIdentityAtInference => true;

    public static DropoutLayer Read(ArgumentReader arguments) => new(arguments.Number("P", 0.5, NumberRange.Probability));

    public override string Describe(Shape input, Shape output) => $"Dropout({Probability.ToString("R", CultureInfo.InvariantCulture)})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0];

    /// <summary>A factor survives the zeros.</summary>
    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.PassFactors;

    public override AffineRule AffineRule(Node node) => Ir.AffineRule.Commutes;

    public override void LowerForward(Node node, LoweringContext context)
    {
        var input = context.Input(node);
        var output = context.Output(node);
        var kernel = new RuntimeKernel(
            "DropoutFunction.Forward", [new("x"), new("y", IsOutput: true)],
            Constants(node, "Evaluating ? 0f : " + Literal, "x", input.Layout, "y", output.Layout));
        context.Add(node, "y = x·mask / (1 − p); with p = 0 in evaluation", kernel, StepScope.Sample, new ValueOperand(input), new ValueOperand(output));
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
        if (context.InputGradient(node, out bool accumulate) is not { } inputGradient)
        {
            return;
        }

        var outputGradient = context.OutputGradient(node);
        var constants = Constants(node, Literal, "dy", outputGradient.Layout, "dx", inputGradient.Layout).Add(accumulate ? "accumulate: true" : "accumulate: false");
        var kernel = new RuntimeKernel(
            "DropoutFunction.Gradient", [new("dy"), new("dx", IsOutput: true)], constants);
        context.Add(node, "dx = dy·mask / (1 − p)", kernel, StepScope.Sample, new ValueOperand(outputGradient), new ValueOperand(inputGradient));
    }

    private string Literal => ((float)Probability).ToString("R", CultureInfo.InvariantCulture) + "f";

    // Layers draw from streams of their own: the seed of a step plus the node's number.
    private static ImmutableArray<string> Constants(Node node, string p, string from, Layout source, string to, Layout target) =>
    [
        .. WeightedLowering.Constants(
            ("height", source.Height), ("width", source.Width), ("pitch", source.Pitch),
            (from + "RowStride", source.RowStride), (from + "SampleStride", source.SampleStride),
            (to + "RowStride", target.RowStride), (to + "SampleStride", target.SampleStride)),
        "p: " + p,
        $"seed: unchecked(RandomState + {node.Id.ToString(CultureInfo.InvariantCulture)}UL)",
    ];
}
