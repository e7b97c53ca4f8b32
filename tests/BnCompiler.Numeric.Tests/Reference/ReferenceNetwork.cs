namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>The declared graph in float64, layer after layer as written: nothing is eliminated, folded or fused.</summary>
internal sealed class ReferenceNetwork
{
    private readonly ReferenceLayer[] layers;

    /// <param name="spec">The network, or an instance of a block.</param>
    /// <param name="prefix">What stands in front of the names of the layers.</param>
    public ReferenceNetwork(NetSpec spec, string prefix = "")
    {
        Spec = spec;
        var shapes = spec.Shapes() ?? throw new ArgumentException($"The shapes do not fit:\n{spec}", nameof(spec));
        var names = spec.Names();
        layers = [.. spec.Layers.Select((layer, index) => layer.Build(prefix + names[index], shapes[layer.ReadsNothing ? index + 1 : spec.Sources(index)[0]]))];
        foreach (var convolution in layers.SelectMany(layer => layer.Innermost).OfType<ReferenceConv2d>())
        {
            convolution.AllowsWinograd &= spec.Winograd;
        }
    }

    public NetSpec Spec { get; }

    /// <summary>
    /// Whether rounding is followed only from weights to the BatchNorm behind them and back: what reaches weights forwards or a BatchNorm backwards is taken as exact. In a deep
    /// network the bounds would otherwise end up larger than the values.
    /// </summary>
    public bool IsLocal { get; init; }

    public IReadOnlyList<ReferenceLayer> Layers => layers;

    /// <summary>The values of the last forward pass: the input, then what each layer made.</summary>
    public IReadOnlyList<Volume> Values { get; private set; } = [];

    /// <summary>∂L/∂ of each of <see cref="Values"/> in the last backward pass; null where nothing reads one.</summary>
    public IReadOnlyList<Volume?> Gradients { get; private set; } = [];

    public IEnumerable<ReferenceParameter> Parameters => layers.SelectMany(layer => layer.Parameters);

    public ReferenceParameter this[string name] => Parameters.Single(parameter => parameter.Name == name);

    public Volume Forward(Volume input, bool training)
    {
        var inputs = new Queue<Volume>(SampleParts.Split(input, Spec.Inputs));
        var values = new List<Volume> { inputs.Dequeue() };
        for (int layer = 0; layer < layers.Length; layer++)
        {
            bool isExact = IsLocal && Spec.Layers[layer].Outputs is not null;
            values.Add(Spec.Layers[layer].ReadsNothing
                ? inputs.Dequeue()
                : layers[layer].Forward([.. Spec.Sources(layer).Select(source => isExact ? values[source].AsExact() : values[source])], training));
        }

        Values = values;
        return SampleParts.Join([.. NetGraph.Of(Spec).Outputs.Select(value => values[value])]);
    }

    /// <summary>∂L/∂ the first input; the gradients of the parameters are left in them.</summary>
    public Volume Backward(Volume gradient)
    {
        // A value's gradient is the sum of what its readers give back.
        var gradients = new Volume?[layers.Length + 1];
        foreach (var (output, part) in NetGraph.Of(Spec).Outputs.Zip(SampleParts.Split(gradient, Spec.Outputs)))
        {
            gradients[output] = part;
        }

        for (int layer = layers.Length - 1; layer >= 0; layer--)
        {
            bool isExact = IsLocal && layers[layer] is ReferenceBatchNorm;
            var all = layers[layer].BackwardToAll(isExact ? gradients[layer + 1]!.AsExact() : gradients[layer + 1]!);
            foreach (var (source, part) in Spec.Sources(layer).Zip(all))
            {
                gradients[source] = gradients[source] is { } earlier ? ReferenceAdd.Sum(earlier, part) : part;
            }
        }

        Gradients = gradients;
        return gradients[0]!;
    }
}
