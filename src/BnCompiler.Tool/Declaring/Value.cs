using System.Collections.Immutable;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Declaring;

/// <summary>The value of a layer.</summary>
/// <param name="Layer">The layer's place in the declaration.</param>
internal readonly record struct Value(int Layer, ImmutableArray<int> Shape)
{
    public int Channels => Shape[0];

    public int Length => (int)Sizes.Product(Shape);

    public int Positions => Length / Channels;
}

/// <summary>
/// A value of the model as the declaration has it: the same elements in row-major order. The sizes are the model's, without the batch; what shape the layer's value has
/// is chosen where it is read.
/// </summary>
internal sealed record Signal(Value Value, ImmutableArray<int> Sizes)
{
    public int Length => (int)Tensors.Sizes.Product(Sizes);

    /// <summary>The product of the sizes in front of an axis.</summary>
    public int Outer(int axis) => (int)Tensors.Sizes.Product(Sizes.Take(axis));

    /// <summary>The product of the sizes behind an axis.</summary>
    public int Inner(int axis) => (int)Tensors.Sizes.Product(Sizes.Skip(axis + 1));
}
