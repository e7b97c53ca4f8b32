using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Base of the layers that are a function of all channels of a position, over which the runtime library goes: Softmax, LogSoftmax. Only a constant that all
/// channels share passes through these, so per channel they are not shift invariant.
/// </summary>
/// <param name="kind">The layer's kind; the runtime's class is called the same with Function behind.</param>
/// <param name="formula">The output, over x.</param>
/// <param name="gradientFormula">The gradient of the input, over y and dy.</param>
/// <param name="shared">C#: <see cref="ChannelFunctionKernel.Shared"/>.</param>
/// <param name="value">C#: <see cref="ChannelFunctionKernel.Value"/>.</param>
internal abstract class ChannelFunctionLayer(string kind, string formula, string gradientFormula, string shared, string value) : Layer
{
    public override string Kind { get; } = kind;

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0];

    public override void LowerForward(Node node, LoweringContext context)
    {
        var input = context.Input(node);
        var output = context.Output(node);
        var (epilogue, operands) = context.Epilogue(node);
        if (epilogue.Count > 0)
        {
            Operand[] all = [new ValueOperand(input), .. operands, new ValueOperand(output)];
            context.Add(node, formula, new ChannelFunctionKernel(shared, value, input.Layout, output.Layout, epilogue), StepScope.Sample, all);
            return;
        }

        var kernel = new RuntimeKernel(
            Kind + "Function.Forward", [new("x"), new("y", IsOutput: true)],
            [.. Size(input.Layout), .. Strides("x", input.Layout), .. Strides("y", output.Layout)]);
        context.Add(node, formula, kernel, StepScope.Sample, new ValueOperand(input), new ValueOperand(output));
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
            Kind + "Function.Gradient", [new("y"), new("dy"), new("dx", IsOutput: true)],
            [
                .. Size(output.Layout), .. Strides("y", output.Layout), .. Strides("dy", outputGradient.Layout), .. Strides("dx", inputGradient.Layout),
                accumulate ? "accumulate: true" : "accumulate: false",
            ]);
        context.Add(
            node, gradientFormula, kernel, StepScope.Sample,
            new ValueOperand(output), new ValueOperand(outputGradient), new ValueOperand(inputGradient));
    }

    private static ImmutableArray<string> Size(Layout layout) => WeightedLowering.Constants(
        ("channels", layout.Channels), ("height", layout.Height), ("width", layout.Width), ("pitch", layout.Pitch));

    private static ImmutableArray<string> Strides(string name, Layout layout) =>
        WeightedLowering.Constants((name + "RowStride", layout.RowStride), (name + "SampleStride", layout.SampleStride));
}
