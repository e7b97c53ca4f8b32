using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Semantics;

namespace BnCompiler.Tool.Lowering;

/// <summary>Matrices along an axis: Linear, and convolutions of one tap.</summary>
internal static class LinearMaps
{
    private const int MostRepeatedWeights = 1 << 16;
    private const long MostWeights = 1 << 28;

    /// <summary>Multiplies an axis by a matrix [rows, size of the axis].</summary>
    public static Signal Multiply(this LayerStack stack, Signal signal, int axis, float[] matrix, int rows)
    {
        int columns = signal.Sizes[axis];
        int outer = signal.Outer(axis);
        int inner = signal.Inner(axis);
        var sizes = signal.Sizes.SetItem(axis, rows);
        if (outer == 1)
        {
            return new Signal(stack.Contract(signal.Value, matrix, rows, columns, inner, 1), sizes);
        }

        if ((long)outer * rows * columns <= MostRepeatedWeights)
        {
            float[] repeated = [.. Enumerable.Range(0, outer).SelectMany(_ => matrix)];
            return new Signal(stack.Contract(signal.Value, repeated, outer * rows, columns, inner, outer), sizes);
        }

        var front = stack.Exchange(signal.Value, outer, columns);
        var product = stack.Contract(front, matrix, rows, columns, outer * inner, 1);
        return new Signal(stack.Exchange(product, rows, outer), sizes);
    }

    /// <summary>Keeps some positions of an axis, in the order given.</summary>
    public static Signal Select(this LayerStack stack, Signal signal, int axis, ImmutableArray<int> positions)
    {
        int size = signal.Sizes[axis];
        if (positions.SequenceEqual(Enumerable.Range(0, size)))
        {
            return signal;
        }

        if (positions.IsEmpty)
        {
            throw new UnsupportedException("keeps no position: its result has no elements");
        }

        if (Step(positions, size) is { } step)
        {
            var rows = stack.AroundAxis(signal, axis);
            var kept = stack.Add(
                "AvgPool2d", rows, rows.Shape.SetItem(1, positions.Length), ["1"], $"StrideHeight = {Layouts.CheckedSize(step)}", "StrideWidth = 1");
            return new Signal(kept, signal.Sizes.SetItem(axis, positions.Length));
        }

        if ((long)positions.Length * size > MostWeights)
        {
            throw new UnsupportedException($"selects {positions.Length} of {size} positions: the matrix for it is too large");
        }

        float[] matrix = new float[positions.Length * size];
        for (int row = 0; row < positions.Length; row++)
        {
            matrix[(row * size) + positions[row]] = 1;
        }

        return stack.Multiply(signal, axis, matrix, positions.Length);
    }

    /// <summary>Keeps every so many rows and every so many columns of an image, as one layer; null where other positions are kept, or all of an axis.</summary>
    public static Signal? TrySubsample(this LayerStack stack, Signal signal, ImmutableArray<AxisSelection> cuts)
    {
        // The axes are the model's, with the batch in front.
        if (signal.Sizes is not [int channels, int height, int width] || cuts is not [{ Axis: 2 } rows, { Axis: 3 } columns]
            || Step(rows.Indices, height) is not (> 1 and <= 32767 and var rowStep) || Step(columns.Indices, width) is not (> 1 and <= 32767 and var columnStep))
        {
            return null;
        }

        var image = stack.View(signal.Value, signal.Sizes);
        ImmutableArray<int> sizes = [channels, rows.Indices.Length, columns.Indices.Length];
        return new Signal(stack.Add("AvgPool2d", image, sizes, ["1"], [.. Code.Pair("Stride", rowStep, columnStep, 1, 1)]), sizes);
    }

    /// <summary>The step with which positions go from the first to the end of an axis; null where they do not.</summary>
    private static int? Step(ImmutableArray<int> positions, int size)
    {
        int step = positions.Length > 1 ? positions[1] : size;
        bool isRegular = step > 0 && positions.Length == (size + step - 1) / step && positions.Select((position, index) => position == index * step).All(each => each);
        return isRegular ? step : null;
    }

    /// <summary>[groups·columns, inner] to [outputs, inner] with weights [outputs, columns].</summary>
    public static Value Contract(this LayerStack stack, Value value, float[] weights, int outputs, int columns, int inner, int groups)
    {
        if (inner == 1 && groups == 1)
        {
            var features = stack.View(value, columns);
            return stack.Add(new DeclaredLayer("Linear", [features.Layer], [outputs])
            {
                Arguments = [$"{outputs}"],
                Options = ["Bias = false"],
                Parameters = [new DeclaredParameter("weight", [outputs, columns], weights)],
            });
        }

        var sequence = stack.View(value, groups * columns, inner);
        return stack.Add(new DeclaredLayer("Conv1d", [sequence.Layer], [outputs, inner])
        {
            Arguments = [$"{outputs}", "1"],
            Options = groups == 1 ? ["Bias = false"] : [$"Groups = {groups}", "Bias = false"],
            Parameters = [new DeclaredParameter("weight", [outputs, columns, 1], weights)],
        });
    }
}
