using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Lowering;

/// <summary>Values of the network with each other.</summary>
internal static class Combinations
{
    private const long MostProducts = 1 << 22;

    /// <summary>The sum of values that broadcast against each other.</summary>
    public static Signal Add(this LayerStack stack, params IReadOnlyList<Signal> signals) => stack.Merge("Add", signals);

    /// <summary>The product of two values that broadcast against each other; a factor for whole channels stays as small as it is.</summary>
    public static Signal Multiply(this LayerStack stack, Signal a, Signal b)
    {
        var sizes = Broadcast(a.Sizes, b.Sizes);
        return (stack.Gate(a, b, sizes) ?? stack.Gate(b, a, sizes)) is { } gated ? gated : stack.Merge("Multiply", [a, b]);
    }

    /// <summary>The larger of values, element by element.</summary>
    public static Signal Maximum(this LayerStack stack, params IReadOnlyList<Signal> signals)
    {
        var sizes = signals.Select(signal => signal.Sizes).Aggregate(Broadcast);
        Signal[] rows = [.. signals.Select(signal => stack.Expand(signal, sizes)).Select(signal => signal.WithSizes([1, signal.Length]))];
        return rows.Length == 1 ? signals[0] : stack.Largest(stack.Concat(rows, 0), [0]).WithSizes(sizes);
    }

    /// <summary>Values one after the other along an axis.</summary>
    public static Signal Concat(this LayerStack stack, IReadOnlyList<Signal> parts, int axis)
    {
        var first = parts[0];
        int outer = first.Outer(axis);
        int inner = first.Inner(axis);
        bool isNatural = outer == 1 && first.Sizes.Length <= 3 && axis == 0;
        var sizes = first.Sizes.SetItem(axis, parts.Sum(part => part.Sizes[axis]));
        if (parts.Count == 1)
        {
            return first;
        }

        ImmutableArray<Value> values =
        [
            .. parts.Select(part => isNatural ? stack.Natural(part)
                : stack.View(stack.Exchange(part.Value, outer, part.Sizes[axis]), Shape(part.Sizes[axis], outer * inner))),
        ];
        ImmutableArray<int> shape = isNatural ? sizes : Shape(sizes[axis], outer * inner);
        var joined = stack.Add(new DeclaredLayer("Concat", [.. values.Select(value => value.Layer)], shape));
        return new Signal(stack.Exchange(joined, sizes[axis], outer), sizes);
    }

    /// <summary>The product of matrices that both depend on the input: every product of two elements, then sums of them.</summary>
    public static Signal MatrixProduct(this LayerStack stack, Signal a, Signal b)
    {
        int rows = a.Sizes[^2], depth = a.Sizes[^1], columns = b.Sizes[^1];
        var batch = Broadcast([.. a.Sizes.SkipLast(2)], [.. b.Sizes.SkipLast(2)]);
        if (Sizes.Product(batch) * rows * depth * columns > MostProducts)
        {
            throw new UnsupportedException($"multiplies matrices of {rows}×{depth} and {depth}×{columns} that both depend on the input; expected at most {MostProducts} products");
        }

        var left = stack.Expand(a.WithSizes([.. a.Sizes, 1]), [.. batch, rows, depth, columns]);
        var right = stack.Expand(b.WithSizes([.. b.Sizes.SkipLast(2), 1, depth, columns]), [.. batch, rows, depth, columns]);
        var sums = stack.Sum(stack.Merge("Multiply", [left, right]), [batch.Length + 1]);
        return sums.WithSizes([.. batch, rows, columns]);
    }

    public static ImmutableArray<int> Broadcast(ImmutableArray<int> a, ImmutableArray<int> b) =>
        Sizes.Broadcast(a, b) ?? throw new UnsupportedException($"combines values of sizes {Sizes.Text(a)} and {Sizes.Text(b)}");

    private static Signal Merge(this LayerStack stack, string kind, IReadOnlyList<Signal> signals)
    {
        var sizes = signals.Select(signal => signal.Sizes).Aggregate(Broadcast);
        Signal[] expanded = [.. signals.Select(signal => stack.Expand(signal, sizes))];
        var shape = expanded.Select(signal => signal.Value.Shape).MaxBy(each => each.Length);
        ImmutableArray<int> inputs = [.. expanded.Select(signal => stack.View(signal.Value, shape).Layer)];
        return inputs.Length == 1 ? expanded[0] : new Signal(stack.Add(new DeclaredLayer(kind, inputs, shape)), sizes);
    }

    /// <summary>value·gate where the gate has one element for each channel of the value; null where it has others.</summary>
    private static Signal? Gate(this LayerStack stack, Signal value, Signal gate, ImmutableArray<int> sizes)
    {
        var image = value.Value;
        var padded = Sizes.PadRank(gate.Sizes, value.Sizes.Length);
        int channels = gate.Length;
        bool isGate = value.Sizes.SequenceEqual(sizes) && image.Shape.Length > 1 && image.Positions > 1 && channels == image.Channels
            && Leading(value.Sizes, channels) is { } axes && padded.Take(axes).SequenceEqual(value.Sizes.Take(axes));
        return isGate
            ? new Signal(stack.Add(new DeclaredLayer("Multiply", [image.Layer, stack.View(gate.Value, channels).Layer], image.Shape)), sizes)
            : null;
    }

    /// <summary>How many leading axes have this product.</summary>
    private static int? Leading(ImmutableArray<int> sizes, int product)
    {
        int axes = Enumerable.Range(0, sizes.Length + 1).FirstOrDefault(count => Sizes.Product(sizes.Take(count)) == product, -1);
        return axes < 0 ? null : axes;
    }

    private static ImmutableArray<int> Shape(int channels, int positions) => positions == 1 ? [channels] : [channels, positions];
}
