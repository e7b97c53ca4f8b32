using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>y = γ·(x − μ)/√(σ² + ε) + β per channel.</summary>
internal sealed class BatchNormLayer(double epsilon, double momentum, bool affine, bool frozen = false) : Layer
{
    public const double DefaultEpsilon = 1e-5;

    public const double DefaultMomentum = 0.1;

    public override string Kind => "BatchNorm";

    public double Epsilon { get; } = epsilon;

    /// <summary>Weight of the new batch in the running statistics.</summary>
    public double Momentum { get; } = momentum;

    /// <summary>Whether γ and β are learned; otherwise they are 1 and 0.</summary>
    public bool Affine { get; } = affine;

    /// <summary>Whether training too normalises with the running statistics, and leaves them as they are.</summary>
    public bool Frozen { get; } = frozen;

    /// <summary>β.</summary>
    public override string? AdditiveParameter => Affine ? "bias" : null;

    /// <summary>To another BatchNorm next to it, once that one has found no place to go.</summary>
    public override string AffineObstacle => "stays where it is";

    public static BatchNormLayer Read(ArgumentReader arguments) => new(
        arguments.Number("Epsilon", DefaultEpsilon, NumberRange.Positive),
        arguments.Number("Momentum", DefaultMomentum, NumberRange.Fraction),
        arguments.Flag("Affine", true),
        arguments.Flag("Frozen", false));

    public override string Describe(Shape input, Shape output)
    {
        string epsilon = Epsilon == DefaultEpsilon ? "" : $", epsilon {Text(Epsilon)}";
        string momentum = Momentum == DefaultMomentum ? "" : $", momentum {Text(Momentum)}";
        return $"BatchNorm({input.Channels}{epsilon}{momentum}{(Affine ? "" : ", not affine")}{(Frozen ? ", frozen" : "")})";
    }

    /// <summary>
    /// Any shape fits. An image or a sequence of one position is reported: then the batch alone gives the statistics, which is what a
    /// BatchNorm over features is for and what one over positions is not. Frozen statistics do not care.
    /// </summary>
    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        if (!Frozen && inputs[0] is { IsFeatures: false, Positions: 1 })
        {
            findings.Report("BN0010", null, findings.Subject);
        }

        return inputs[0];
    }

    public override ImmutableArray<ParameterSpec> Parameters(ImmutableArray<Shape> inputs)
    {
        int channels = inputs[0].Channels;
        ParameterSpec[] statistics = [new("running_mean", "RunningMean", [channels]), new("running_var", "RunningVariance", [channels])];
        return Affine
            ? [new("weight", "BatchNormWeight", [channels]), new("bias", "BatchNormBias", [channels]), .. statistics]
            : [.. statistics];
    }

    /// <summary>
    /// The batch's mean takes every constant away, its deviation every factor, up to ε/(σ² + ε). Frozen, it is a weight per channel: a constant c becomes s·c, and
    /// s·(a·x − μ) + β is no multiple of s·(x − μ) + β.
    /// </summary>
    public override ChannelRule ChannelRule(Node node, int input) =>
        Frozen ? new ChannelRule(new ChannelMap.Grouped(1, 1), ChannelEffect.Mixes, ChannelEffect.Ends) : Ir.ChannelRule.NormalizeChannels;

    /// <summary>The gradient kernel computes the activation's input again from x; it knows nothing of a parameter that the activation learns.</summary>
    public override bool FusesInTraining(Activation activation) => activation.Parameter is null;

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public override void LowerForward(Node node, LoweringContext context) => Lowering(node, context).Forward();

    public override void LowerBackward(Node node, LoweringContext context) => Lowering(node, context).Backward();

    private BatchNormLowering Lowering(Node node, LoweringContext context) =>
        Frozen ? new FrozenBatchNormLowering(node, context, this) : new BatchNormLowering(node, context, this);
}
