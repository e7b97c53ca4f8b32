namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>The declared network in float64, layer after layer as written: nothing is eliminated, folded or fused.</summary>
internal sealed class ReferenceNetwork
{
    private readonly ReferenceLayer[] layers;

    public ReferenceNetwork(NetSpec spec)
    {
        Spec = spec;
        var shapes = spec.Shapes() ?? throw new ArgumentException($"The shapes do not fit:\n{spec}", nameof(spec));
        var names = spec.Names();
        layers = [.. spec.Layers.Select((layer, index) => layer.Build(names[index], shapes[index]))];
    }

    public NetSpec Spec { get; }

    public IReadOnlyList<ReferenceLayer> Layers => layers;

    public IEnumerable<ReferenceParameter> Parameters => layers.SelectMany(layer => layer.Parameters);

    public ReferenceParameter this[string name] => Parameters.Single(parameter => parameter.Name == name);

    public Volume Forward(Volume input, bool training) =>
        layers.Aggregate(input, (value, layer) => layer.Forward(value, training));

    /// <summary>∂L/∂input; the gradients of the parameters are left in them.</summary>
    public Volume Backward(Volume gradient) =>
        layers.Reverse().Aggregate(gradient, (value, layer) => layer.Backward(value));
}
