using System.Collections.Immutable;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Constants;

/// <summary>Operators that move elements.</summary>
internal static class ConstantLayout
{
    public static IEnumerable<KeyValuePair<string, Func<ConstantCall, Tensor[]>>> Operators { get; } = new Dictionary<string, Func<ConstantCall, Tensor[]>>
    {
        ["Identity"] = call => [call[0]],
        ["Reshape"] = call => [call[0].Reshape(ShapeSemantics.Reshape(call, call[0].Sizes))],
        ["Squeeze"] = call => [call[0].Reshape(ShapeSemantics.Squeeze(call, call[0].Sizes))],
        ["Unsqueeze"] = call => [call[0].Reshape(ShapeSemantics.Unsqueeze(call, call[0].Sizes))],
        ["Flatten"] = call => [call[0].Reshape(ShapeSemantics.Flatten(call, call[0].Sizes))],
        ["Transpose"] = Transpose,
        ["Expand"] = call => [Expand(call, call[0], ShapeSemantics.Expand(call, call[0].Sizes))],
        ["Tile"] = Tile,
        ["Concat"] = Concat,
        ["Slice"] = call => [SelectionSemantics.Slice(call, call[0].Sizes).Aggregate(call[0], (tensor, cut) => Select(call, tensor, cut.Axis, cut.Indices))],
        ["Split"] = Split,
        ["Gather"] = Gather,
    };

    /// <summary>A tensor repeated along axes of size 1.</summary>
    private static Tensor Expand(ConstantCall call, Tensor tensor, ImmutableArray<int> sizes)
    {
        call.Budget.Take(sizes);
        return tensor.Pick(sizes, Broadcasting.Indices(tensor.Sizes, sizes));
    }

    private static Tensor[] Transpose(ConstantCall call)
    {
        var permutation = ShapeSemantics.Permutation(call, call[0].Rank);
        call.Budget.Take(call[0].Sizes);
        return [call[0].Pick([.. permutation.Select(axis => call[0].Sizes[axis])], Broadcasting.Permuted(call[0].Sizes, permutation))];
    }

    private static Tensor[] Tile(ConstantCall call)
    {
        var tensor = call[0];
        var repeats = call.FindList(1, "the repeats") ?? [];
        if (repeats.Length != tensor.Rank)
        {
            throw new UnsupportedException($"has {repeats.Length} repeats for a tensor of rank {tensor.Rank}");
        }

        for (int axis = 0; axis < repeats.Length; axis++)
        {
            var sizes = ShapeSemantics.CheckedSizes(tensor.Sizes.Select((size, each) => each == axis ? size * repeats[axis] : size));
            ImmutableArray<int> positions = [.. Enumerable.Range(0, sizes[axis]).Select(at => at % tensor.Sizes[axis])];
            tensor = Select(call, tensor, axis, positions);
        }

        return [tensor];
    }

    private static Tensor[] Concat(ConstantCall call)
    {
        var parts = call.Tensors;
        int axis = OperatorCall.Axis(call.Node.Int("axis", 1), parts[0].Rank);
        var sizes = parts[0].Sizes.SetItem(axis, parts.Sum(part => part.Rank == parts[0].Rank ? part.Sizes[axis] : -1));
        if (parts.Any(part => part.Type != parts[0].Type || !part.Sizes.Where((_, each) => each != axis).SequenceEqual(sizes.Where((_, each) => each != axis))))
        {
            throw new UnsupportedException($"joins {string.Join(" and ", parts.Select(part => $"{part.Type.Text()} {Sizes.Text(part.Sizes)}"))} along axis {axis}");
        }

        call.Budget.Take(sizes);
        double[] values = new double[(int)Sizes.Product(sizes)];
        long[] integers = new long[values.Length];
        int inner = (int)Sizes.Product(sizes.Skip(axis + 1));
        int from = 0;
        foreach (var part in parts)
        {
            for (int index = 0; index < part.Length; index++)
            {
                int block = part.Sizes[axis] * inner;
                int at = (index / block * sizes[axis] * inner) + (from * inner) + (index % block);
                _ = part.IsFloating ? values[at] = part.Number(index) : integers[at] = part.Integer(index);
            }

            from += part.Sizes[axis];
        }

        return [parts[0].IsFloating ? Tensor.OfNumbers(parts[0].Type, sizes, values) : Tensor.OfIntegers(sizes, integers, parts[0].Type)];
    }

    private static Tensor[] Split(ConstantCall call)
    {
        int axis = OperatorCall.Axis(call.Node.Int("axis", 0), call[0].Rank);
        int first = 0;
        return
        [
            .. SelectionSemantics.Split(call, call[0].Sizes[axis]).Select(length =>
            {
                var part = Select(call, call[0], axis, [.. Enumerable.Range(first, length)]);
                first += length;
                return part;
            }),
        ];
    }

    private static Tensor[] Gather(ConstantCall call)
    {
        var (data, indices) = (call[0], call[1]);
        int axis = OperatorCall.Axis(call.Node.Int("axis", 0), data.Rank);
        var taken = Select(call, data, axis, SelectionSemantics.Gather(indices, data.Sizes[axis]));
        return [taken.Reshape([.. data.Sizes.Take(axis), .. indices.Sizes, .. data.Sizes.Skip(axis + 1)])];
    }

    private static Tensor Select(ConstantCall call, Tensor tensor, int axis, ImmutableArray<int> positions)
    {
        var sizes = tensor.Sizes.SetItem(axis, positions.Length);
        call.Budget.Take(sizes);
        return tensor.Pick(sizes, Broadcasting.Selected(tensor.Sizes, axis, positions));
    }
}
