using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Base of the layers that are one elementwise function. It ends shift invariance and passes no affine map.</summary>
internal abstract class ActivationLayer(Activation activation) : Layer
{
    public override string Kind => Activation.Name;

    public override Activation Activation { get; } = activation;

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0];

    /// <summary>A float constant as C# source that reads back as the same float.</summary>
    protected static string Literal(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture) + "f";

    public override void LowerForward(Node node, LoweringContext context)
    {
        var input = context.Input(node);
        var output = context.Output(node);
        var (rest, operands) = context.Epilogue(node);
        var operations = rest.Items.Insert(0, new ActivationOperation(Activation));
        Operand[] all = [new ValueOperand(input), .. Learned(node, context, output.Layout.Pitch), .. operands, new ValueOperand(output)];
        context.Add(node, $"y = {Activation.Formula}", new MapKernel(input.Layout, output.Layout, operations), WeightedLowering.ScopeOfPositions(output.Layout), all);
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
        LowerParameterGradient(node, context);
        if (context.InputGradient(node, out bool accumulate) is not { } inputGradient)
        {
            return;
        }

        var value = Activation.GradientFromInput ? context.Input(node) : context.Output(node);
        var outputGradient = context.OutputGradient(node);
        var kernel = new MapGradientKernel(Activation, value.Layout, outputGradient.Layout, inputGradient.Layout, accumulate);
        context.Add(
            node, "dx = f′·dy", kernel, WeightedLowering.ScopeOfPositions(value.Layout),
            [new ValueOperand(value), .. Learned(node, context, value.Layout.Pitch), new ValueOperand(outputGradient), new ValueOperand(inputGradient)]);
    }

    /// <summary>Adds the gradient of what the function learns, if it learns anything.</summary>
    protected virtual void LowerParameterGradient(Node node, LoweringContext context)
    {
    }

    private Operand[] Learned(Node node, LoweringContext context, int pitch) =>
        Activation.Parameter is { } learned ? [context.ChannelVector(node, learned.Role, pitch)] : [];
}
