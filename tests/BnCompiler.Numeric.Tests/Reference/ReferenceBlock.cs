namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>The instances of a block, one after the other.</summary>
internal sealed class ReferenceBlock(string name, IReadOnlyList<ReferenceNetwork> instances) : ReferenceLayer(name)
{
    public override IReadOnlyList<ReferenceParameter> Parameters => [.. instances.SelectMany(instance => instance.Parameters)];

    public override IEnumerable<ReferenceLayer> Innermost => instances.SelectMany(instance => instance.Layers).SelectMany(layer => layer.Innermost);

    public override Volume Forward(Volume input, bool training) => instances.Aggregate(input, (value, instance) => instance.Forward(value, training));

    public override Volume Backward(Volume gradient) => instances.Reverse().Aggregate(gradient, (value, instance) => instance.Backward(value));
}
