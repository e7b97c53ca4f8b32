using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>y = x₁ + x₂: a constant in either is a constant in y. Branching declarations come later; the passes must not wait for them.</summary>
internal sealed class AddLayer : Layer
{
    public override string Kind => "Add";

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0].Equals(inputs[1]) ? inputs[0] : null;

    public override ImmutableArray<bool> ShiftInvariance(Node node, int input, ImmutableArray<bool> output) => output;
}

/// <summary>y = x₁ ⧺ x₂ over the channels.</summary>
internal sealed class ConcatLayer : Layer
{
    public override string Kind => "Concat";

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) =>
        new([inputs[0].Channels + inputs[1].Channels, .. inputs[0].Sizes.Skip(1)]);

    public override ImmutableArray<bool> ShiftInvariance(Node node, int input, ImmutableArray<bool> output) =>
        input == 0 ? [.. output.Take(node.InputShapes[0].Channels)] : [.. output.Skip(node.InputShapes[0].Channels)];
}
