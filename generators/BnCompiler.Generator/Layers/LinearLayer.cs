using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>y = W·x + b from <c>[features]</c> to <c>[outFeatures]</c>, W as <c>[outFeatures, features]</c>.</summary>
internal sealed partial class LinearLayer(int outFeatures, bool hasBias) : Layer
{
    public override string Kind => "Linear";

    public int OutFeatures { get; } = outFeatures;

    public bool HasBias { get; } = hasBias;

    public override string? AdditiveParameter => HasBias ? "bias" : null;

    public static LinearLayer Read(ArgumentReader arguments) => new(arguments.Size("OutFeatures"), arguments.Flag("Bias", true));

    public override string Describe(Shape input, Shape output) => $"Linear({input.Channels} → {output.Channels})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        if (inputs[0].IsFeatures)
        {
            return new Shape(OutFeatures);
        }

        findings.Report("BN0005", null, findings.Subject, "[features]", inputs[0].ToString(), "add [Flatten] in front of it");
        return null;
    }

    public override ImmutableArray<ParameterSpec> Parameters(ImmutableArray<Shape> inputs)
    {
        int features = inputs[0].Channels;
        var weight = new ParameterSpec("weight", "Weight", [OutFeatures, features], FanIn: features, FanOut: OutFeatures);
        return HasBias ? [weight, new ParameterSpec("bias", "Bias", [OutFeatures], weight.FanIn, weight.FanOut)] : [weight];
    }

    /// <summary>Every input reaches every output.</summary>
    public override ImmutableArray<bool> ShiftInvariance(Node node, int input, ImmutableArray<bool> output) =>
        Channels.All(node.InputShape.Channels, output.All(invariant => invariant));

    public override ShiftPath ShiftPath(Node node) => Ir.ShiftPath.Weight;

    public override AffineRule AffineRule(Node node) => Ir.AffineRule.TakesOutput | Ir.AffineRule.TakesInput;

    /// <summary>The input of the activation is not kept.</summary>
    public override bool FusesInTraining(Activation activation) => !activation.GradientFromInput;
}
