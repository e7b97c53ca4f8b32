using System.Collections.Immutable;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Semantics;

/// <summary>A node and the constants among its inputs: what the meaning of an operator is read from.</summary>
/// <param name="node">The node.</param>
/// <param name="opset">The version of its domain's operators.</param>
internal abstract class OperatorCall(OnnxNode node, long opset)
{
    public OnnxNode Node { get; } = node;

    public long Opset { get; } = opset;

    /// <summary>The value of an input that must be known at import; null where the input is left out.</summary>
    /// <param name="role">What messages call it: "the slope".</param>
    /// <exception cref="UnsupportedException">It depends on the network's inputs.</exception>
    public abstract Tensor? FindConstant(int index, string role);

    public abstract bool HasInput(int index);

    public Tensor Constant(int index, string role) => FindConstant(index, role) ?? throw new UnsupportedException($"lacks {role}, its input {index}");

    /// <summary>A constant list of integers, or null where the input is left out.</summary>
    public ImmutableArray<long>? FindList(int index, string role)
    {
        if (FindConstant(index, role) is not { } tensor)
        {
            return null;
        }

        return !tensor.IsFloating && tensor.Rank <= 1
            ? [.. tensor.Integers]
            : throw new UnsupportedException($"has {role} of {tensor.Type.Text()} and sizes {Sizes.Text(tensor.Sizes)}; expected a list of integers");
    }

    /// <summary>What was an attribute in front of an opset and is an input since.</summary>
    public ImmutableArray<long>? AttributeOrInput(string name, int inputIndex, long since)
    {
        if (Opset < since)
        {
            return Node.Ints(name);
        }

        return Node.Has(name)
            ? throw new UnsupportedException($"has an attribute '{name}', which opset {Opset} does not know")
            : FindList(inputIndex, name);
    }

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw new UnsupportedException($"names axis {axis} of a value of rank {rank}");

    /// <summary>Axes counted from the front, in increasing order, none twice.</summary>
    public static ImmutableArray<int> Axes(IEnumerable<long> axes, int rank)
    {
        int[] sorted = [.. axes.Select(axis => Axis(axis, rank)).Order()];
        return sorted.Distinct().Count() == sorted.Length
            ? [.. sorted]
            : throw new UnsupportedException($"names an axis twice: [{string.Join(", ", axes)}]");
    }
}
