using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Training: zero with probability p, otherwise x / (1 − p). Inference: nothing. A constant does not survive the zeros, so
/// shift invariance ends here, but with the running statistics it is the identity and every affine map passes.
/// </summary>
internal sealed partial class DropoutLayer(double probability) : Layer
{
    public override string Kind => "Dropout";

    /// <summary>Probability of a zero.</summary>
    public double Probability { get; } = probability;

    public override bool IsIdentityAtInference => true;

    public static DropoutLayer Read(ArgumentReader arguments) => new(arguments.Number("P", 0.5, NumberRange.Probability));

    public override string Describe(Shape input, Shape output) => $"Dropout({Probability.ToString("R", CultureInfo.InvariantCulture)})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0];

    public override AffineRule AffineRule(Node node) => Ir.AffineRule.Commutes;
}
