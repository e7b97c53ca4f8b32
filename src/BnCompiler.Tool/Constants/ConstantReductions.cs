using System.Collections.Immutable;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Constants;

/// <summary>Operators that bring an axis to one value, and products of matrices.</summary>
internal static class ConstantReductions
{
    public static IEnumerable<KeyValuePair<string, Func<ConstantCall, Tensor[]>>> Operators { get; } = new Dictionary<string, Func<ConstantCall, Tensor[]>>
    {
        ["ReduceSum"] = call => Reduce(call, 13, values => values.Sum()),
        ["ReduceMean"] = call => Reduce(call, 18, values => values.Average()),
        ["ReduceProd"] = call => Reduce(call, 18, values => values.Aggregate(1.0, (product, value) => product * value)),
        ["ReduceMax"] = call => Reduce(call, 18, values => values.Max()),
        ["ReduceMin"] = call => Reduce(call, 18, values => values.Min()),
        ["MatMul"] = MatMul,
    };

    /// <param name="since">The opset from which on the axes are an input.</param>
    private static Tensor[] Reduce(ConstantCall call, long since, Func<IEnumerable<double>, double> reduce)
    {
        var operand = call[0];
        var axes = ReductionAxes.Of(call, operand.Rank, since);
        ImmutableArray<int> kept = [.. operand.Sizes.Select((size, axis) => axes.Contains(axis) ? 1 : size)];
        call.Budget.Take(operand.Sizes);
        int[] targets = Broadcasting.Indices(kept, operand.Sizes);
        var groups = targets.Select((target, index) => (target, index)).GroupBy(pair => pair.target, pair => operand.Number(pair.index));
        double[] values = [.. groups.OrderBy(group => group.Key).Select(reduce)];
        ImmutableArray<int> sizes = call.Node.Int("keepdims", 1) != 0 ? kept : [.. operand.Sizes.Where((_, axis) => !axes.Contains(axis))];
        if (values.Length != Sizes.Product(sizes))
        {
            throw new UnsupportedException($"reduces a tensor of sizes {Sizes.Text(operand.Sizes)}, which has no values");
        }

        return operand.IsFloating
            ? [Tensor.OfNumbers(operand.Type, sizes, values)]
            : [Tensor.OfIntegers(sizes, Array.ConvertAll(values, value => checked((long)value)), operand.Type)];
    }

    private static Tensor[] MatMul(ConstantCall call)
    {
        var (a, b) = (call[0], call[1]);
        if (!a.IsFloating || !b.IsFloating || a.Rank != 2 || b.Rank != 2 || a.Sizes[1] != b.Sizes[0])
        {
            throw new UnsupportedException($"multiplies constants of sizes {Sizes.Text(a.Sizes)} and {Sizes.Text(b.Sizes)}; expected matrices of floats");
        }

        int rows = a.Sizes[0], depth = a.Sizes[1], columns = b.Sizes[1];
        call.Budget.Take([rows, columns, depth]);
        double[] values = new double[rows * columns];
        for (int index = 0; index < values.Length; index++)
        {
            for (int k = 0; k < depth; k++)
            {
                values[index] += a.Number((index / columns * depth) + k) * b.Number((k * columns) + (index % columns));
            }
        }

        return [Tensor.OfNumbers(a.Type, [rows, columns], values)];
    }
}
