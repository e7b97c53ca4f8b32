using System.Collections.Immutable;

namespace BnCompiler.Generator.Ir;

/// <summary>One layer in a graph, and the value that it computes. Passes describe their decisions on it.</summary>
internal sealed record Node
{
    /// <summary>Identifies the node and its value in its graph; a pass never reuses one.</summary>
    public required int Id { get; init; }

    /// <summary>Unique and a valid identifier: <c>conv1</c>.</summary>
    public required string Name { get; init; }

    public required Layer Layer { get; init; }

    /// <summary>Ids of the nodes whose values it reads.</summary>
    public required ImmutableArray<int> Inputs { get; init; }

    public required ImmutableArray<Shape> InputShapes { get; init; }

    public required Shape Shape { get; init; }

    /// <summary>Index of the attribute in the declaration; −1 for the network's input.</summary>
    public required int DeclarationIndex { get; init; }

    /// <summary>The layer's parameters that are stored; eliminated ones are gone from here.</summary>
    public ImmutableArray<ParameterSpec> Parameters { get; init; } = [];

    /// <summary>Parameters that were declared and cannot change the output.</summary>
    public ImmutableArray<ParameterSpec> Eliminated { get; init; } = [];

    /// <summary>Inference only: BatchNorms whose affine map <c>Fold()</c> multiplies into this layer's weights, in the order to apply them.</summary>
    public ImmutableArray<WeightFold> Folds { get; init; } = [];

    /// <summary>Elementwise work done to the output before it is stored, in order.</summary>
    public ImmutableArray<FusedOperation> Epilogue { get; init; } = [];

    public Shape InputShape => InputShapes[0];

    /// <summary>How many of <see cref="Inputs"/> the layer itself reads; those behind them are the addends of <see cref="Epilogue"/>, in its order.</summary>
    public int LayerInputs => Inputs.Length - Epilogue.Sum(operation => operation.Addends);

    /// <summary>
    /// The role of the parameter that multiplies each channel of the layer's output, or null: a weight, unless the layer passes the factors of its input and its
    /// weight is a slope (PReLU).
    /// </summary>
    public string? OutputScale =>
        Has("weight") && Enumerable.Range(0, LayerInputs).All(input => Layer.ChannelRule(this, input).Scale is not (ChannelEffect.Passes or ChannelEffect.PassesTogether))
            ? "weight" : null;

    public bool Has(string role) => Parameters.Any(parameter => parameter.Role == role);
}

/// <summary>A BatchNorm folded into weights.</summary>
/// <param name="BatchNorm">The BatchNorm as it was declared; its name and parameters live on in the network.</param>
/// <param name="Side">Whether it follows the weights or comes before them.</param>
/// <param name="RepeatsPerChannel">For an input fold over a Flatten: features per channel; 1 elsewhere.</param>
/// <param name="Share">For an output fold over a Concat or an Add: the part of the map that the layer takes; null for all of it.</param>
internal sealed record WeightFold(Node BatchNorm, FoldSide Side, int RepeatsPerChannel = 1, AffineShare? Share = null);

internal enum FoldSide
{
    /// <summary>W′ = sW, b′ = s·b + t.</summary>
    Output,

    /// <summary>W′ = W·diag(s), b′ = b + W·t.</summary>
    Input,
}

/// <summary>An operation that a pass has moved into a node's epilogue.</summary>
/// <param name="Source">
/// The node it came from: an activation, a BatchNorm (inference: its affine map), or an addition. A BatchNorm over features may have passed a Flatten; then every value
/// of the image has a scale and a shift of its own.
/// </param>
/// <param name="Addends">How many values an addition reads beside the one in the register: inputs of the node that carries the epilogue.</param>
internal sealed record FusedOperation(Node Source, int Addends = 0)
{
    /// <summary>Whether it is a BatchNorm over features: a scale and a shift for every value, also where those are an image.</summary>
    public bool IsPerValue => Addends == 0 && Source.Layer.Activation is null && Source.Shape.IsFeatures;
}

/// <summary>An immutable dataflow graph: nodes in an order in which every node comes after its inputs.</summary>
internal sealed record Graph(string Name, ImmutableArray<Node> Nodes, ImmutableArray<int> Outputs)
{
    /// <summary>The name of an output that the declaration does not name: the value of its last layer.</summary>
    public const string LastOutput = "output";

    /// <summary>The names of <see cref="Outputs"/>, which stay whatever nodes a pass puts in their place.</summary>
    public ImmutableArray<string> OutputNames { get; init; } = [.. Outputs.Select((_, index) => index == Outputs.Length - 1 ? LastOutput : $"{LastOutput}{index + 1}")];

    /// <summary>Whether inference may use Winograd's minimal filtering.</summary>
    public bool AllowsWinograd { get; init; } = true;

    public IEnumerable<Node> Inputs => Nodes.Where(node => node.Layer.IsInput);

    public Node this[int id] => Nodes[IndexOf(id)];

    /// <summary>The nodes that read a value, in order.</summary>
    public IEnumerable<Node> Consumers(int id)
    {
        foreach (var node in Nodes)
        {
            if (node.Inputs.Contains(id))
            {
                yield return node;
            }
        }
    }

    public bool IsOutput(int id) => Outputs.Contains(id);

    /// <summary>Whether exactly one node reads the value, once, and it is no output of the network.</summary>
    public bool HasSingleConsumer(int id)
    {
        int reads = 0;
        foreach (var node in Nodes)
        {
            foreach (int input in node.Inputs)
            {
                reads += input == id ? 1 : 0;
            }
        }

        return reads == 1 && !IsOutput(id);
    }

    /// <summary>The graph with the node of the same id replaced.</summary>
    public Graph With(Node replacement) =>
        this with { Nodes = Nodes.SetItem(IndexOf(replacement.Id), replacement) };

    /// <summary>The graph without a node of one input; its readers read that input instead.</summary>
    public Graph Without(Node removed)
    {
        int input = removed.Inputs.Single();
        var nodes = ImmutableArray.CreateBuilder<Node>(Nodes.Length);
        foreach (var node in Nodes)
        {
            if (node.Id != removed.Id)
            {
                nodes.Add(node.Inputs.Contains(removed.Id) ? node with { Inputs = Renamed(node.Inputs) } : node);
            }
        }

        return this with { Nodes = nodes.ToImmutable(), Outputs = Renamed(Outputs) };

        ImmutableArray<int> Renamed(ImmutableArray<int> ids) => [.. ids.Select(id => id == removed.Id ? input : id)];
    }

    // Passes make hundreds of graphs and ask each a few questions: a scan is cheaper than an index.
    private int IndexOf(int id)
    {
        for (int index = 0; index < Nodes.Length; index++)
        {
            if (Nodes[index].Id == id)
            {
                return index;
            }
        }

        throw new InvalidOperationException($"{Name} has no node {id}.");
    }
}
