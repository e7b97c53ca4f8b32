using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Base of the layers that normalise each sample by itself, over groups of its channels: y = γ·(x − μ)/√(σ² + ε) + β with the mean and the biased variance of the
/// group over all its positions, in training and inference alike.
/// </summary>
internal abstract class NormalizationLayer(string kind, double epsilon, bool affine) : Layer
{
    private const double DefaultEpsilon = 1e-5;

    public override string Kind { get; } = kind;

    public double Epsilon { get; } = epsilon;

    /// <summary>Whether γ and β are learned; otherwise they are 1 and 0.</summary>
    public bool Affine { get; } = affine;

    /// <summary>Its statistics change with every map in front of it.</summary>
    public override string AffineObstacle => "normalises each sample anew";

    /// <summary>The number of groups that the channels of a sample make.</summary>
    public abstract int GroupsOf(Shape shape);

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0];

    public override ImmutableArray<ParameterSpec> Parameters(ImmutableArray<Shape> inputs) =>
        Affine ? [new("weight", "NormWeight", AffineSizes(inputs[0])), new("bias", "NormBias", AffineSizes(inputs[0]))] : [];

    /// <summary>Mean and deviation of a group are taken away, the latter up to ε/(σ² + ε).</summary>
    public override ChannelRule ChannelRule(Node node, int input) =>
        Ir.ChannelRule.NormalizeGroups(node.InputShape.Channels, GroupsOf(node.InputShape));

    public override void LowerForward(Node node, LoweringContext context) => new NormalizationLowering(node, context, this).Forward();

    public override void LowerBackward(Node node, LoweringContext context) => new NormalizationLowering(node, context, this).Backward();

    /// <summary>The shape of γ and β.</summary>
    protected virtual ImmutableArray<int> AffineSizes(Shape input) => [input.Channels];

    /// <summary>The arguments that differ from their defaults, after others.</summary>
    protected string Describe(string sizes, bool isUsuallyAffine)
    {
        string epsilon = Epsilon == DefaultEpsilon ? "" : $", epsilon {Epsilon.ToString("R", CultureInfo.InvariantCulture)}";
        string affine = Affine == isUsuallyAffine ? "" : Affine ? ", affine" : ", not affine";
        return $"{Kind}({sizes}{epsilon}{affine})";
    }

    protected static double ReadEpsilon(ArgumentReader arguments) => arguments.Number("Epsilon", DefaultEpsilon, NumberRange.Positive);
}
