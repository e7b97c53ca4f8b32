using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Base of the layers that are one elementwise function. It ends shift invariance and passes no affine map.</summary>
internal abstract partial class ActivationLayer(Activation activation) : Layer
{
    public override string Kind => Activation.Name;

    public override Activation Activation { get; } = activation;

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0];

    /// <summary>A float constant as C# source that reads back as the same float.</summary>
    protected static string Literal(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture) + "f";
}
