using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The network's input: no attribute, one node per graph. Operations in its epilogue are done while a sample is read.</summary>
internal sealed partial class InputLayer(Shape shape) : Layer
{
    /// <summary>The name of the input's node; no layer may have it.</summary>
    public const string Name = "input";

    public override string Kind => "Input";

    public Shape Shape { get; } = shape;

    public override string AffineObstacle => "has no weights";

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => Shape;
}
