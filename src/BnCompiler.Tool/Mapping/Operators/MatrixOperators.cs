using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Gemm and MatMul.</summary>
internal static class MatrixOperators
{
    public static void Gemm(NodeMapping node)
    {
        bool transposesA = node.Node.Int("transA", 0) != 0;
        bool transposesB = node.Node.Int("transB", 0) != 0;
        var a = node.Signal(0);
        if (node.ModelSizes(a).Length != 2 || (transposesA && node.IsBatched))
        {
            throw new UnsupportedException($"takes a value of sizes {Sizes.Text(node.ModelSizes(a))}{(transposesA ? ", transposed" : "")}; expected a row for each sample");
        }

        a = transposesA ? node.Stack.Permute(a, [1, 0]) : a;
        double alpha = node.Node.Float("alpha", 1);
        node.Request(1);
        var product = node.FindSignal(1) is { Sizes.Length: 2 } computed && !node.IsBatched
            ? node.Stack.Affine(node.Stack.MatrixProduct(a, transposesB ? node.Stack.Permute(computed, [1, 0]) : computed), alpha, 0)
            : Linear(node, a, transposesB, alpha);
        node.Set(AddC(node, product));
    }

    public static void MatMul(NodeMapping node)
    {
        if (node.FindSignal(0) is { } left)
        {
            node.Request(1);
            node.Set(node.FindSignal(1) is { } right ? Product(node, left, right) : TimesConstant(node, left, node.Constant(1, "the right matrix")));
        }
        else
        {
            node.Set(ConstantTimes(node, node.Constant(0, "the left matrix"), node.Signal(1)));
        }
    }

    private static Signal Linear(NodeMapping node, Signal a, bool transposesB, double alpha)
    {
        var b = node.Constant(1, "the right matrix");
        int depth = a.Sizes[^1];
        if (b.Rank != 2 || b.Sizes[transposesB ? 1 : 0] != depth || !b.IsFloating)
        {
            throw new UnsupportedException($"multiplies a row of {depth} by a matrix of sizes {Sizes.Text(b.Sizes)}{(transposesB ? ", transposed" : "")}");
        }

        int rows = b.Sizes[transposesB ? 0 : 1];
        float[] matrix = transposesB ? b.ToSingles() : Transposed(b.ToSingles(), depth, rows);
        return node.Stack.Multiply(a, a.Sizes.Length - 1, alpha == 1 ? matrix : Array.ConvertAll(matrix, value => (float)(value * alpha)), rows);
    }

    private static Signal AddC(NodeMapping node, Signal product)
    {
        double beta = node.Node.Float("beta", 1);
        if (!node.HasInput(2) || beta == 0)
        {
            return product;
        }

        if (node.FindSignal(2) is { } computed)
        {
            node.CheckBatches(product, computed);
            var sum = node.Stack.Add(product, node.Stack.Affine(computed, beta, 0));
            return sum.Sizes.SequenceEqual(product.Sizes) ? sum : throw new UnsupportedException($"adds a value of sizes {Sizes.Text(computed.Sizes)} to {Sizes.Text(product.Sizes)}");
        }

        var c = node.SampleConstant(node.Constant(2, "the addend"), product);
        var scaled = Tensor.OfNumbers(c.Type, c.Sizes, [.. Enumerable.Range(0, c.Length).Select(index => c.Number(index) * beta)]);
        return node.Stack.TryBias(product, scaled) ?? node.Stack.Affine(product, null, scaled);
    }

    /// <summary>A value times a constant matrix: along its last axis.</summary>
    private static Signal TimesConstant(NodeMapping node, Signal left, Tensor right)
    {
        int depth = left.Sizes.Length > 0 ? left.Sizes[^1] : 0;
        if (right.Rank == 1)
        {
            var product = TimesConstant(node, left, right.Reshape([right.Length, 1]));
            return product.WithSizes(product.Sizes.RemoveAt(product.Sizes.Length - 1));
        }

        if (!node.IsBatched && left.Sizes.Length > 0 && (left.Sizes.Length == 1 || left.Sizes.Length < right.Rank))
        {
            // A vector is a matrix of one row, and what has fewer axes gets axes of one in front.
            var matrix = TimesConstant(node, left.WithSizes(Sizes.PadRank(left.Sizes, Math.Max(2, right.Rank))), right);
            return left.Sizes.Length == 1 ? matrix.WithSizes(matrix.Sizes.RemoveAt(matrix.Sizes.Length - 2)) : matrix;
        }

        if (right.Rank == 0 || depth != right.Sizes[^2] || !right.IsFloating)
        {
            throw new UnsupportedException($"multiplies {Sizes.Text(node.ModelSizes(left))} by a constant of sizes {Sizes.Text(right.Sizes)}");
        }

        int columns = right.Sizes[^1];
        if (right.Length == depth * columns && right.Rank <= node.ModelSizes(left).Length)
        {
            return node.Stack.Multiply(left, left.Sizes.Length - 1, Transposed(right.ToSingles(), depth, columns), columns);
        }

        return right.Rank == 2 || left.Sizes.Length < 2
            ? throw new UnsupportedException($"multiplies {Sizes.Text(node.ModelSizes(left))} by a constant of sizes {Sizes.Text(right.Sizes)}")
            : Grouped(node, left, right, depth, columns);
    }

    /// <summary>A matrix for each of several matrices: a convolution of one tap in groups, along the rows.</summary>
    private static Signal Grouped(NodeMapping node, Signal left, Tensor right, int depth, int columns)
    {
        var constant = node.SampleConstant(right, left);
        ImmutableArray<int> batch = Combinations.Broadcast([.. left.Sizes.SkipLast(2)], [.. constant.Sizes.SkipLast(2)]);
        int groups = (int)Sizes.Product(batch), rows = left.Sizes[^2];
        var expanded = node.Stack.Expand(left, [.. batch, rows, depth]);
        ImmutableArray<int> full = [.. batch, depth, columns];
        float[] values = constant.ToSingles();
        float[] matrices = Array.ConvertAll(Broadcasting.Indices(constant.Sizes, full), index => values[index]);
        float[] weights = [.. Enumerable.Range(0, groups).SelectMany(group => Transposed(matrices[(group * depth * columns)..((group + 1) * depth * columns)], depth, columns))];
        var columnsFirst = node.Stack.Permute(expanded.WithSizes([groups, rows, depth]), [0, 2, 1]);
        var product = node.Stack.Contract(columnsFirst.Value, weights, groups * columns, depth, rows, groups);
        return node.Stack.Permute(new Signal(product, [groups, columns, rows]), [0, 2, 1]).WithSizes([.. batch, rows, columns]);
    }

    /// <summary>A constant matrix times a value: along its last axis but one, or turned around, (A·B)ᵀ = Bᵀ·Aᵀ.</summary>
    private static Signal ConstantTimes(NodeMapping node, Tensor left, Signal right)
    {
        int rank = right.Sizes.Length;
        if (left.Rank == 2 && rank >= 2 && left.Sizes[1] == right.Sizes[^2] && left.IsFloating)
        {
            return node.Stack.Multiply(right, rank - 2, left.ToSingles(), left.Sizes[0]);
        }

        bool isRow = left.Rank == 1, isColumn = node.ModelSizes(right).Length == 1;
        if (left.Rank == 0 || rank == 0 || (node.IsBatched && rank < 2))
        {
            throw new UnsupportedException($"multiplies a constant of sizes {Sizes.Text(left.Sizes)} by {Sizes.Text(node.ModelSizes(right))}");
        }

        var matrix = isRow ? left.Reshape([1, left.Length]) : left;
        var turned = isColumn ? right.WithSizes([1, .. right.Sizes]) : node.Stack.Permute(right, WithLastTwoExchanged(rank));
        var order = WithLastTwoExchanged(matrix.Rank);
        var turnedMatrix = matrix.Pick([.. order.Select(axis => matrix.Sizes[axis])], Broadcasting.Permuted(matrix.Sizes, order));
        var product = TimesConstant(node, turned, turnedMatrix);
        var sizes = product.Sizes;
        var result = node.Stack.Permute(product, WithLastTwoExchanged(sizes.Length));
        var kept = isColumn ? result.Sizes.RemoveAt(sizes.Length - 1) : result.Sizes;
        return result.WithSizes(isRow ? kept.RemoveAt(kept.Length - (isColumn ? 1 : 2)) : kept);
    }

    private static ImmutableArray<int> WithLastTwoExchanged(int rank) => [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2];

    /// <summary>Two values of the network; vectors are matrices of one row or column.</summary>
    private static Signal Product(NodeMapping node, Signal left, Signal right)
    {
        bool isRow = node.ModelSizes(left).Length == 1, isColumn = node.ModelSizes(right).Length == 1;
        if (node.IsBatched && (left.Sizes.Length < 2 || right.Sizes.Length < 2))
        {
            throw new UnsupportedException($"multiplies {Sizes.Text(node.ModelSizes(left))} by {Sizes.Text(node.ModelSizes(right))}, where the batch is a row or column");
        }

        node.CheckBatches(left, right);
        var a = isRow ? left.WithSizes([1, .. left.Sizes]) : left;
        var b = isColumn ? right.WithSizes([.. right.Sizes, 1]) : right;
        if (a.Sizes.Length < 2 || b.Sizes.Length < 2 || a.Sizes[^1] != b.Sizes[^2])
        {
            throw new UnsupportedException($"multiplies {Sizes.Text(left.Sizes)} by {Sizes.Text(right.Sizes)}");
        }

        var product = node.Stack.MatrixProduct(a, b);
        var sizes = isColumn ? product.Sizes.RemoveAt(product.Sizes.Length - 1) : product.Sizes;
        return product.WithSizes(isRow ? sizes.RemoveAt(sizes.Length - (isColumn ? 1 : 2)) : sizes);
    }

    private static float[] Transposed(float[] matrix, int rows, int columns)
    {
        float[] transposed = new float[matrix.Length];
        for (int index = 0; index < matrix.Length; index++)
        {
            transposed[(index % columns * rows) + (index / columns)] = matrix[index];
        }

        return transposed;
    }
}
