using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping;

/// <summary>What a name of the model stands for: a constant, a value of the network, or neither where its node cannot be mapped.</summary>
internal readonly record struct MappedValue(Tensor? Tensor, Signal? Signal)
{
    /// <summary>Why an input of the model is no value of the network, though it may become a constant.</summary>
    public string? Obstacle { get; init; }

    public bool IsKnown => Tensor is not null || Signal is not null || Obstacle is not null;
}

/// <summary>An operator needs inputs of the model as constants.</summary>
internal sealed class BindingException(ImmutableHashSet<string> inputs) : Exception
{
    public ImmutableHashSet<string> Inputs { get; } = inputs;
}

/// <summary>The values of a model while it is mapped.</summary>
/// <param name="batch">The size of the first axis where that is the batch; null where a sample is everything.</param>
/// <param name="bindable">Inputs whose values are at hand should an operator need them.</param>
internal sealed class MappedValues(OnnxGraph graph, int? batch, ImmutableHashSet<string> bindable)
{
    private readonly Dictionary<string, MappedValue> _values = [];
    private readonly Dictionary<string, ImmutableHashSet<string>> _origins = [];
    private readonly Dictionary<string, int> _uses = graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs.Select(output => output.Name))
        .GroupBy(name => name).ToDictionary(group => group.Key, group => group.Count());

    public int? Batch { get; } = batch;

    public MappedValue this[string name] => _values.GetValueOrDefault(name);

    /// <summary>How many nodes and outputs read a value.</summary>
    public int Uses(string name) => _uses.GetValueOrDefault(name);

    public void Set(string name, Tensor tensor) => _values[name] = new MappedValue(tensor, null);

    /// <param name="signal">Null where it cannot be one, because of the obstacle.</param>
    public void SetInput(string name, Signal? signal, string? obstacle = null)
    {
        _values[name] = new MappedValue(null, signal) { Obstacle = obstacle };
        _origins[name] = [name];
    }

    /// <param name="from">What it is computed from.</param>
    public void Set(string name, Signal signal, IEnumerable<string> from)
    {
        _values[name] = new MappedValue(null, signal);
        _origins[name] = from.SelectMany(each => _origins.GetValueOrDefault(each, [])).ToImmutableHashSet();
    }

    /// <summary>The value of a name, which has to be a constant.</summary>
    /// <exception cref="BindingException">It would be one if inputs were, and their values are at hand.</exception>
    /// <exception cref="UnsupportedException">It depends on the network's inputs.</exception>
    public Tensor Constant(string name, string role)
    {
        if (this[name].Tensor is { } tensor)
        {
            return tensor;
        }

        Request(name);
        var inputs = _origins.GetValueOrDefault(name, []).Select(origin => $"'{origin}'");
        throw new UnsupportedException($"needs {role} ('{name}') as a constant, and it depends on the input {string.Join(", ", inputs)}");
    }

    /// <summary>Asks for a value as a constant, where it could be one.</summary>
    /// <exception cref="BindingException">It could: it depends only on inputs whose values are at hand.</exception>
    public void Request(string name)
    {
        if (_origins.TryGetValue(name, out var origins) && !origins.IsEmpty && origins.IsSubsetOf(bindable))
        {
            throw new BindingException(origins);
        }
    }
}
