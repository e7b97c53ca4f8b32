using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>x where x is positive, otherwise slope·x with a learned slope: one for all channels or one each. ∂y/∂slope = min(x, 0).</summary>
internal sealed class PReLULayer(int numParameters, double initial) : ActivationLayer(Function(isPerChannel: numParameters > 1))
{
    public int NumParameters { get; } = numParameters;

    public static PReLULayer Read(ArgumentReader arguments) =>
        new(arguments.Integer("NumParameters", 1, int.MaxValue, 1), arguments.Number("Init", 0.25, NumberRange.Finite));

    public override string Describe(Shape input, Shape output) => NumParameters == 1 ? Kind : $"{Kind}({NumParameters} slopes)";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        int channels = inputs[0].Channels;
        if (NumParameters == 1 || NumParameters == channels)
        {
            return inputs[0];
        }

        string expected = channels == 1 ? "1" : $"1 or {channels}, the number of channels";
        findings.Report("BN0011", "NumParameters", findings.Subject, "NumParameters", NumParameters.ToString(CultureInfo.InvariantCulture), expected);
        return null;
    }

    public override ImmutableArray<ParameterSpec> Parameters(ImmutableArray<Shape> inputs) =>
        [new("weight", "Slope", [NumParameters]) { InitialValue = (float)initial }];

    /// <summary>f(a·x) = a·f(x) for a &gt; 0.</summary>
    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.PassFactors;

    protected override void LowerParameterGradient(Node node, LoweringContext context)
    {
        var input = context.Input(node);
        var outputGradient = context.OutputGradient(node);
        var sums = WeightedLowering.WorkerSums(node, context, "SlopeSums", outputGradient.Layout.Pitch);
        context.Add(
            node, "dslope += Σ min(x, 0)·dy", new ColumnSumsKernel(outputGradient.Layout, Activation, input.Layout),
            WeightedLowering.ScopeOfPositions(outputGradient.Layout), new ValueOperand(input), new ValueOperand(outputGradient), sums);
        bool isShared = !Activation.Parameter!.IsPerChannel;
        context.Complete(node, "dslope", WeightedLowering.SumWorkers(node, isShared), StepScope.Serial, sums, context.Gradient(node, "weight"));
    }

    // The slope may become negative, so that only the input tells the side. The data stands on the right of Min: a NaN stays visible.
    private static Activation Function(bool isPerChannel) => new(
        "PReLU",
        "x > 0 ? x : slope·x",
        Forward: "TSimd.SelectPositive({x}, {x}, TSimd.Multiply({p}, {x}))",
        Gradient: "TSimd.SelectPositive({x}, {dy}, TSimd.Multiply({p}, {dy}))",
        GradientFromInput: true,
        new ActivationParameter("weight", "slope", Gradient: "TSimd.Multiply({dy}, TSimd.Min(TSimd.Zero, {x}))", isPerChannel));
}
