using System.Collections.Immutable;
using BnCompiler.Tool.Constants;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping;

/// <summary>What there is to say about a node or value that cannot be imported.</summary>
/// <param name="Operator">Its operator; "" for an input or output.</param>
/// <param name="Name">The node, input or output.</param>
/// <param name="Reason">Ends a sentence that begins with the name.</param>
internal sealed record ImportProblem(string Operator, string Name, string Reason)
{
    public override string ToString() => Operator.Length == 0 ? $"'{Name}' {Reason}" : $"{Operator} '{Name}' {Reason}";
}

/// <summary>An input of the network.</summary>
/// <param name="Sizes">Its sizes, with the batch.</param>
internal sealed record NetworkInput(string Name, ImmutableArray<int> Sizes);

/// <summary>Walks a graph in order: what depends on constants is computed, everything else is declared.</summary>
internal sealed class GraphMapper
{
    private readonly OnnxGraph _graph;
    private readonly ImmutableDictionary<string, long> _opsets;
    private readonly MappedValues _values;
    private readonly ElementBudget _budget;
    private readonly List<ImportProblem> _problems = [];

    /// <summary>The types that the model gives to its inputs and to what is computed from them. A network computes all of them as floats.</summary>
    private readonly Dictionary<string, TensorType> _types;

    /// <param name="batch">The size of the first axis of every value where it is the batch; null where a sample is everything.</param>
    /// <param name="bindable">Inputs whose values are at hand should an operator need them.</param>
    public GraphMapper(OnnxModel model, int? batch, ImmutableHashSet<string> bindable, OnnxLimits limits)
    {
        _graph = model.Graph;
        _opsets = model.Opsets;
        _values = new MappedValues(model.Graph, batch, bindable);
        _budget = new ElementBudget(limits.ComputedElements);
        _types = model.Graph.OpenInputs.Where(input => input.Type.IsFloating()).ToDictionary(input => input.Name, input => input.Type);
    }

    public LayerStack Stack { get; } = new();

    public IReadOnlyList<ImportProblem> Problems => _problems;

    /// <summary>The inputs that the network has.</summary>
    public ImmutableArray<NetworkInput> Inputs { get; private set; } = [];

    public ImmutableArray<DeclaredOutput> Outputs { get; private set; } = [];

    /// <summary>The operators that were declared, and those that were computed.</summary>
    public List<string> Mapped { get; } = [];

    public List<string> Computed { get; } = [];

    /// <summary>Maps everything.</summary>
    /// <param name="inputs">The network's inputs.</param>
    /// <param name="constants">Values of the model's other inputs.</param>
    /// <exception cref="BindingException">An operator needs inputs as constants.</exception>
    public void Map(IEnumerable<NetworkInput> inputs, IReadOnlyDictionary<string, Tensor> constants)
    {
        foreach (var (name, tensor) in _graph.Initializers.Concat(constants))
        {
            _values.Set(name, tensor);
        }

        foreach (var input in inputs)
        {
            if (_values.Batch is { } batch && (input.Sizes.Length < 2 || input.Sizes[0] != batch))
            {
                _values.SetInput(input.Name, null, $"an input of sizes {Sizes.Text(input.Sizes)}, whose first is not the batch of {batch}");
                continue;
            }

            ImmutableArray<int> sizes = _values.Batch is null ? input.Sizes : input.Sizes.RemoveAt(0);
            var value = Stack.Add(new DeclaredLayer(DeclaredLayer.InputKind, [], LayerStack.NaturalShape(sizes)) { ModelName = input.Name });
            _values.SetInput(input.Name, new Signal(value, sizes));
            Inputs = Inputs.Add(input);
        }

        foreach (var node in _graph.Nodes)
        {
            Map(node);
        }

        Outputs = [.. _graph.Outputs.Select(MapOutput).OfType<DeclaredOutput>()];
    }

    private void Map(OnnxNode node)
    {
        Stack.ModelName = LayerName.OfNode(node);
        try
        {
            long opset = _opsets.GetValueOrDefault(node.Domain);
            Tensor?[] known = [.. node.Inputs.Select(name => _values[name].Tensor)];
            bool isConstant = node.Inputs.All(name => name.Length == 0 || _values[name].Tensor is not null);
            if (isConstant && ConstantEvaluator.Knows(node))
            {
                Evaluate(new ConstantCall(node, opset, known, _budget));
                Computed.Add(node.OpType);
            }
            else if (Find(node) is { } kind && node.Inputs.All(name => name.Length == 0 || _values[name].IsKnown))
            {
                CheckTypes(kind, node);
                Declare(kind, new NodeMapping(node, opset, _values, Stack), isConstant);
                Mapped.Add(node.OpType);
            }
        }
        catch (Exception e) when (e is UnsupportedException or OnnxException or OverflowException)
        {
            _problems.Add(new ImportProblem(node.Operator, node.Label, e is OverflowException ? "has values of more than 2^63 elements" : e.Message));
        }
    }

    /// <summary>Refuses operands of different types where the operator takes one, and gives the type on.</summary>
    private void CheckTypes(OperatorKind kind, OnnxNode node)
    {
        TensorType[] types = [.. node.Inputs.Where(_types.ContainsKey).Select(name => _types[name]).Distinct()];
        if (types.Length > 1 && !kind.MixesTypes)
        {
            throw new UnsupportedException($"combines values of {string.Join(" and ", types.Select(type => type.Text()))}");
        }

        foreach (string output in types.Length > 0 ? node.Outputs : [])
        {
            _types[output] = kind.Name == "Cast" ? (TensorType)node.Int("to", 0) : kind.Name == "CastLike" ? types[^1] : types[0];
        }
    }

    private void Evaluate(ConstantCall call)
    {
        var results = ConstantEvaluator.Evaluate(call);
        for (int index = 0; index < call.Node.Outputs.Length; index++)
        {
            _values.Set(call.Node.Outputs[index], index < results.Length ? results[index] : throw new UnsupportedException($"has an output {index}"));
        }
    }

    private OperatorKind Find(OnnxNode node) =>
        OperatorCatalog.Find(node.Operator) ?? throw new UnsupportedException("is an operator that no declared layer computes");

    private static void Declare(OperatorKind kind, NodeMapping node, bool isConstant)
    {
        if (node.Node.Attributes.Keys.FirstOrDefault(name => !kind.Attributes.Contains(name)) is { } unknown)
        {
            throw new UnsupportedException($"has an attribute '{unknown}', whose meaning is not known");
        }

        if (isConstant)
        {
            throw new UnsupportedException("computes with constants only, in a way that is not known at import");
        }

        if (node.Node.Outputs.IsEmpty)
        {
            throw new UnsupportedException("has no output");
        }

        kind.Map(node);
    }

    private DeclaredOutput? MapOutput(OnnxValue output)
    {
        var value = _values[output.Name];
        if (value.Signal is { } signal)
        {
            return new DeclaredOutput(output.Name, Stack.Natural(signal).Layer, signal.Sizes);
        }

        if (value.Tensor is not null)
        {
            _problems.Add(new ImportProblem("", output.Name, "is an output that depends on no input of the network"));
        }
        else if (_problems.Count == 0)
        {
            _problems.Add(new ImportProblem("", output.Name, "is an output that no node computes"));
        }

        return null;
    }
}
