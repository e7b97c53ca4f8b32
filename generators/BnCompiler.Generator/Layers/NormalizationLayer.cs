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

    /// <summary>The mean over a group takes away a constant of one of its channels only where the channel is the group.</summary>
    public override ImmutableArray<bool> ShiftInvariance(Node node, int input, ImmutableArray<bool> output) =>
        Channels.All(node.InputShape.Channels, GroupsOf(node.InputShape) == node.InputShape.Channels);

    /// <summary>The deviation takes away a factor of the group, up to ε/(σ² + ε); what follows does not matter.</summary>
    public override ScaleInvariance ScaleInvariance(Node node, int input, ScaleInvariance output) =>
        GroupsOf(node.InputShape) == node.InputShape.Channels ? Ir.ScaleInvariance.PerChannel : Ir.ScaleInvariance.Common;

    public override ShiftPath ShiftPath(Node node) => Ir.ShiftPath.Vanish;

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
