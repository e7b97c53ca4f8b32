using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// y = the input after the operations of the epilogue, written by the kernel that writes the input, from the same register: what is left of a BatchNorm at inference where
/// others read its input as it is. It has no step of its own. No attribute makes one.
/// </summary>
internal sealed class SideValueLayer : Layer
{
    public override string Kind => "SideValue";

    public override bool IsSideValue => true;

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0];

    public override void LowerForward(Node node, LoweringContext context)
    {
    }
}
