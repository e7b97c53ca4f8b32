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
}
