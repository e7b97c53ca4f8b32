using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Constants;

/// <summary>Operators that make a tensor of nothing, or of the sizes of another.</summary>
internal static class ConstantSources
{
    private static readonly Dictionary<string, Func<OnnxAttribute, Tensor>> Attributes = new()
    {
        ["value"] = attribute => attribute.Tensor ?? throw new UnsupportedException("has a value that is no tensor"),
        ["value_float"] = attribute => Tensor.OfSingles([], [(float)attribute.Float]),
        ["value_floats"] = attribute => Tensor.OfSingles([attribute.Floats.Length], [.. attribute.Floats.Select(value => (float)value)]),
        ["value_int"] = attribute => Tensor.OfIntegers([], [attribute.Int]),
        ["value_ints"] = attribute => Tensor.OfList(attribute.Ints),
    };

    public static IEnumerable<KeyValuePair<string, Func<ConstantCall, Tensor[]>>> Operators { get; } = new Dictionary<string, Func<ConstantCall, Tensor[]>>
    {
        ["Constant"] = Constant,
        ["ConstantOfShape"] = ConstantOfShape,
        ["Range"] = Range,
        ["Shape"] = call => [Shape(call, call[0].Sizes)],
        ["Size"] = call => [Tensor.OfIntegers([], [call[0].Length])],
    };

    /// <summary>The sizes of a value, or those from <c>start</c> to <c>end</c>.</summary>
    public static Tensor Shape(OperatorCall call, IReadOnlyList<int> sizes)
    {
        int start = Position(call.Node.Int("start", 0), sizes.Count);
        int end = Position(call.Node.Int("end", sizes.Count), sizes.Count);
        return Tensor.OfList(sizes.Skip(start).Take(Math.Max(0, end - start)).Select(size => (long)size));
    }

    private static int Position(long position, int rank) => (int)Math.Clamp(position < 0 ? position + rank : position, 0, rank);

    private static Tensor[] Constant(ConstantCall call)
    {
        var known = call.Node.Attributes.Where(attribute => Attributes.ContainsKey(attribute.Key)).ToArray();
        return known.Length == 1 && call.Node.Attributes.Count == 1
            ? [Attributes[known[0].Key](known[0].Value)]
            : throw new UnsupportedException($"has the attributes [{string.Join(", ", call.Node.Attributes.Keys)}]; expected one that holds its value");
    }

    private static Tensor[] ConstantOfShape(ConstantCall call)
    {
        var sizes = ShapeSemantics.CheckedSizes(call.FindList(0, "the shape") ?? []);
        var value = call.Node.Tensor("value") ?? Tensor.OfSingles([1], [0]);
        if (value.Length != 1)
        {
            throw new UnsupportedException($"fills with a tensor of {value.Length} elements; expected 1");
        }

        return [value.Fill(sizes, call.Budget.Take(sizes))];
    }

    private static string Text(Tensor tensor) => $"{tensor.Type.Text()} {Sizes.Text(tensor.Sizes)}";

    private static Tensor[] Range(ConstantCall call)
    {
        var (start, limit, delta) = (call[0], call[1], call[2]);
        if (start.Length != 1 || limit.Length != 1 || delta.Length != 1 || start.Type != limit.Type || start.Type != delta.Type)
        {
            throw new UnsupportedException($"counts from {Text(start)} to {Text(limit)} by {Text(delta)}; expected one number of the same type each");
        }

        double count = Math.Max(0, Math.Ceiling((limit.Number(0) - start.Number(0)) / delta.Number(0)));
        if (double.IsNaN(count) || count > int.MaxValue)
        {
            throw new UnsupportedException($"counts from {start.Number(0)} to {limit.Number(0)} by {delta.Number(0)}");
        }

        int length = call.Budget.Take([(int)count]);
        return start.IsFloating
            ? [Tensor.OfNumbers(start.Type, [length], [.. Enumerable.Range(0, length).Select(index => start.Number(0) + (index * delta.Number(0)))])]
            : [Tensor.OfIntegers([length], [.. Enumerable.Range(0, length).Select(index => start.Integer(0) + (index * delta.Integer(0)))], start.Type)];
    }
}
