using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping;

/// <summary>A node while it is brought into the declaration. Sizes are without the batch, unless they are said to be the model's.</summary>
internal sealed class NodeMapping(OnnxNode node, long opset, MappedValues values, LayerStack stack) : OperatorCall(node, opset)
{
    public LayerStack Stack { get; } = stack;

    /// <summary>Whether the first axis of every value is the batch.</summary>
    public bool IsBatched => values.Batch is not null;

    public override bool HasInput(int index) => Node.Input(index) is not null;

    public override Tensor? FindConstant(int index, string role) => Node.Input(index) is { } name ? values.Constant(name, role) : null;

    /// <summary>The value of an input where it is known, without asking that it be.</summary>
    public Tensor? Known(int index) => Node.Input(index) is { } name ? values[name].Tensor : null;

    /// <summary>Asks for an input as a constant, where it could be one; otherwise it stays as it is.</summary>
    public void Request(int index)
    {
        if (Node.Input(index) is { } name)
        {
            values.Request(name);
        }
    }

    /// <summary>The value of an input that is computed by the network.</summary>
    public Signal Signal(int index) => FindSignal(index)
        ?? throw new UnsupportedException(HasInput(index) ? $"computes with the constant '{Node.Inputs[index]}', which no layer does" : $"lacks input {index}");

    public Signal? FindSignal(int index)
    {
        if (Node.Input(index) is not { } name)
        {
            return null;
        }

        return values[name].Obstacle is { } obstacle ? throw new UnsupportedException($"reads '{name}', {obstacle}") : values[name].Signal;
    }

    /// <summary>Whether this node alone reads an input, and it is no output of the network.</summary>
    public bool IsOnlyReader(int index) => Node.Input(index) is { } name && values.Uses(name) == 1;

    /// <summary>Whether something reads an output.</summary>
    public bool IsUsed(int output) => output < Node.Outputs.Length && Node.Outputs[output].Length > 0 && values.Uses(Node.Outputs[output]) > 0;

    /// <summary>Sizes as the model has them.</summary>
    public ImmutableArray<int> ModelSizes(Signal signal) => values.Batch is { } batch ? [batch, .. signal.Sizes] : signal.Sizes;

    /// <summary>The axis of a sample that an axis of the model is.</summary>
    public int SampleAxis(int axis) => !IsBatched ? axis : axis > 0 ? axis - 1 : throw new UnsupportedException("works along axis 0, which is the batch");

    /// <summary>Axes of a sample.</summary>
    public ImmutableArray<int> SampleAxes(IEnumerable<int> axes) => [.. axes.Select(SampleAxis)];

    /// <summary>Sizes of a sample, from those of the model.</summary>
    public ImmutableArray<int> SampleSizes(ImmutableArray<int> sizes) => values.Batch is not { } batch ? sizes
        : sizes.Length > 0 && sizes[0] == batch ? sizes.RemoveAt(0)
        : throw new UnsupportedException($"gives sizes {Sizes.Text(sizes)}, whose first is not the batch of {batch}");

    /// <summary>A constant that meets a value of the network, without the axis of the batch.</summary>
    public Tensor SampleConstant(Tensor tensor, Signal signal)
    {
        int rank = ModelSizes(signal).Length;
        if (!IsBatched || tensor.Rank < rank)
        {
            return tensor;
        }

        return tensor.Rank == rank && tensor.Sizes[0] == 1
            ? tensor.Reshape(tensor.Sizes.RemoveAt(0))
            : throw new UnsupportedException($"combines each sample with another part of a constant of sizes {Sizes.Text(tensor.Sizes)}");
    }

    /// <summary>Refuses values whose batches do not lie along each other.</summary>
    public void CheckBatches(params IEnumerable<Signal> signals)
    {
        if (values.Batch is not (null or 1) && signals.Select(signal => signal.Sizes.Length).Distinct().Count() > 1)
        {
            throw new UnsupportedException($"combines values of ranks {string.Join(" and ", signals.Select(signal => signal.Sizes.Length + 1))}, whose batches are different axes");
        }
    }

    /// <summary>[channels, spatial …] of an input, as convolutions and their like read it.</summary>
    public Signal Image(int index)
    {
        var signal = Signal(index);
        if (IsBatched)
        {
            return signal;
        }

        return signal.Sizes.Length > 1 && signal.Sizes[0] == 1
            ? signal with { Sizes = signal.Sizes.RemoveAt(0) }
            : throw new UnsupportedException($"has a batch among the sizes {Sizes.Text(signal.Sizes)} of the value as a whole");
    }

    /// <summary>Gives an output a result that <see cref="Image"/> went into.</summary>
    public void SetImage(Signal signal) => Set(0, IsBatched ? signal : signal with { Sizes = [1, .. signal.Sizes] });

    public void Set(int output, Signal signal) => values.Set(Node.Outputs[output], signal, Node.Inputs);

    public void Set(Signal signal) => Set(0, signal);

    public void Set(Tensor tensor) => values.Set(Node.Outputs[0], tensor);

    /// <summary>Refuses outputs behind the first one that something reads.</summary>
    public void OnlyFirstOutput()
    {
        for (int output = 1; output < Node.Outputs.Length; output++)
        {
            if (IsUsed(output))
            {
                throw new UnsupportedException($"has an output {output} ('{Node.Outputs[output]}') that is read");
            }
        }
    }
}
