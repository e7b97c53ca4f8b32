using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Constants;

/// <summary>A node all of whose inputs are known.</summary>
internal sealed class ConstantCall(OnnxNode node, long opset, IReadOnlyList<Tensor?> inputs, ElementBudget budget) : OperatorCall(node, opset)
{
    public IReadOnlyList<Tensor?> Inputs { get; } = inputs;

    public Tensor this[int index] => Constant(index, $"input {index}");

    public ElementBudget Budget { get; } = budget;

    /// <summary>All inputs that are there, at least one.</summary>
    public Tensor[] Tensors => Inputs.OfType<Tensor>().ToArray() is [_, ..] tensors ? tensors : throw new UnsupportedException("has no inputs");

    /// <summary>An input that has to be of integers or booleans.</summary>
    public Tensor Integral(int index) => this[index] is { IsFloating: false } tensor
        ? tensor
        : throw new UnsupportedException($"has an input {index} of {this[index].Type.Text()}; expected integers or booleans");

    public override Tensor? FindConstant(int index, string role) => index < Inputs.Count ? Inputs[index] : null;

    public override bool HasInput(int index) => FindConstant(index, "") is not null;
}

/// <summary>Keeps what is computed from constants inside a limit.</summary>
internal sealed class ElementBudget
{
    private readonly long _limit;
    private long _left;

    public ElementBudget(long limit)
    {
        _limit = limit;
        _left = limit;
    }

    /// <summary>Takes the elements of a tensor.</summary>
    /// <exception cref="UnsupportedException">The limit is reached.</exception>
    public int Take(IEnumerable<int> sizes)
    {
        long length = Sizes.Product(sizes);
        _left -= length;
        return _left >= 0 && length <= Array.MaxLength
            ? (int)length
            : throw new UnsupportedException($"computes a constant of {length} elements; all constants that are computed may have {_limit} together");
    }
}
