using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// e^x / Σ e^x over the features, or over the channels at each position. Only a constant that all channels share leaves it
/// unchanged, so per channel it is not shift invariant.
/// </summary>
internal sealed partial class SoftmaxLayer : Layer
{
    public override string Kind => "Softmax";

    /// <summary>Its kernel goes over the channels of a position more than once.</summary>
    public override bool AcceptsEpilogue => false;

    public static SoftmaxLayer Read(ArgumentReader arguments) => new();

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0];

    public override void LowerForward(Node node, LoweringContext context)
    {
        var input = context.Input(node);
        var output = context.Output(node);
        var kernel = new RuntimeKernel(
            "SoftmaxFunction.Forward", [new("x"), new("y", IsOutput: true)],
            [.. Size(input.Layout), .. Strides("x", input.Layout), .. Strides("y", output.Layout)]);
        context.Add(node, "y = e^x / Σ e^x", kernel, StepScope.Sample, new ValueOperand(input), new ValueOperand(output));
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
        if (context.InputGradient(node, out bool accumulate) is not { } inputGradient)
        {
            return;
        }

        var output = context.Output(node);
        var outputGradient = context.OutputGradient(node);
        var kernel = new RuntimeKernel(
            "SoftmaxFunction.Gradient", [new("y"), new("dy"), new("dx", IsOutput: true)],
            [
                .. Size(output.Layout), .. Strides("y", output.Layout), .. Strides("dy", outputGradient.Layout), .. Strides("dx", inputGradient.Layout),
                accumulate ? "accumulate: true" : "accumulate: false",
            ]);
        context.Add(
            node, "dx = y·(dy − Σ y·dy)", kernel, StepScope.Sample,
            new ValueOperand(output), new ValueOperand(outputGradient), new ValueOperand(inputGradient));
    }

    private static ImmutableArray<string> Size(Layout layout) => WeightedLowering.Constants(
        ("channels", layout.Channels), ("height", layout.Height), ("width", layout.Width), ("pitch", layout.Pitch));

    private static ImmutableArray<string> Strides(string name, Layout layout) =>
        WeightedLowering.Constants((name + "RowStride", layout.RowStride), (name + "SampleStride", layout.SampleStride));
}
