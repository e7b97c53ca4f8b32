using System.Collections.Immutable;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Constants;

/// <summary>Operators that work element by element.</summary>
internal static class ConstantArithmetic
{
    public static IEnumerable<KeyValuePair<string, Func<ConstantCall, Tensor[]>>> Operators { get; } = new Dictionary<string, Func<ConstantCall, Tensor[]>>
    {
        ["Add"] = call => Binary(call, (a, b) => a + b, (a, b) => a + b),
        ["Sub"] = call => Binary(call, (a, b) => a - b, (a, b) => a - b),
        ["Mul"] = call => Binary(call, (a, b) => a * b, (a, b) => a * b),
        ["Div"] = call => Binary(call, (a, b) => a / b, Divide),
        ["Pow"] = call => Binary(call, Math.Pow, (a, b) => (long)Math.Pow(a, b)),
        ["Min"] = call => Fold(call, Math.Min, Math.Min),
        ["Max"] = call => Fold(call, Math.Max, Math.Max),
        ["Sum"] = call => Fold(call, (a, b) => a + b, (a, b) => a + b),
        ["Equal"] = call => Compare(call, (a, b) => a == b),
        ["Less"] = call => Compare(call, (a, b) => a < b),
        ["LessOrEqual"] = call => Compare(call, (a, b) => a <= b),
        ["Greater"] = call => Compare(call, (a, b) => a > b),
        ["GreaterOrEqual"] = call => Compare(call, (a, b) => a >= b),
        ["And"] = call => Compare(call, (a, b) => a != 0 && b != 0),
        ["Or"] = call => Compare(call, (a, b) => a != 0 || b != 0),
        ["Not"] = call => [Tensor.OfFlags(call.Integral(0).Sizes, [.. call.Integral(0).Integers.Select(flag => flag == 0)])],
        ["Neg"] = call => Unary(call, value => -value, value => -value),
        ["Abs"] = call => Unary(call, Math.Abs, Math.Abs),
        ["Sqrt"] = call => Unary(call, Math.Sqrt, null),
        ["Exp"] = call => Unary(call, Math.Exp, null),
        ["Log"] = call => Unary(call, Math.Log, null),
        ["Floor"] = call => Unary(call, Math.Floor, null),
        ["Ceil"] = call => Unary(call, Math.Ceiling, null),
        ["Round"] = call => Unary(call, value => Math.Round(value, MidpointRounding.ToEven), null),
        ["Reciprocal"] = call => Unary(call, value => 1 / value, null),
        ["Where"] = Where,
        ["Cast"] = call => [Convert(call[0], (TensorType)call.Node.Int("to", 0))],
        ["CastLike"] = call => [Convert(call[0], call[1].Type)],
    };

    private static Tensor[] Binary(ConstantCall call, Func<double, double, double> numbers, Func<long, long, long> integers) =>
        [Combine(call, call[0], call[1].Reshape(LegacyBroadcast.Align(call, call[0].Sizes, call[1].Sizes)), numbers, integers)];

    private static Tensor[] Fold(ConstantCall call, Func<double, double, double> numbers, Func<long, long, long> integers) =>
        [call.Tensors.Aggregate((a, b) => Combine(call, a, b, numbers, integers))];

    private static Tensor Combine(ConstantCall call, Tensor a, Tensor b, Func<double, double, double> numbers, Func<long, long, long> integers)
    {
        var (sizes, first, second) = Pairs(call, a, b);
        if (a.IsFloating)
        {
            double[] values = [.. first.Select((at, index) => numbers(a.Number(at), b.Number(second[index])))];
            return Tensor.OfNumbers(a.Type, sizes, values);
        }

        return b.IsFloating
            ? throw new UnsupportedException($"combines {a.Type.Text()} with {b.Type.Text()}")
            : Tensor.OfIntegers(sizes, [.. first.Select((at, index) => Wrap(a.Type, integers(a.Integer(at), b.Integer(second[index]))))], a.Type);
    }

    private static Tensor[] Compare(ConstantCall call, Func<double, double, bool> compare)
    {
        var (a, b) = (call[0], call[1]);
        var (sizes, first, second) = Pairs(call, a, b.Reshape(LegacyBroadcast.Align(call, a.Sizes, b.Sizes)));
        return [Tensor.OfFlags(sizes, [.. first.Select((at, index) => compare(a.Number(at), b.Number(second[index])))])];
    }

    private static Tensor[] Where(ConstantCall call)
    {
        var (condition, a, b) = (call.Integral(0), call[1], call[2]);
        if (a.Type != b.Type)
        {
            throw new UnsupportedException($"chooses between {a.Type.Text()} and {b.Type.Text()}");
        }

        var sizes = Broadcast(Broadcast(condition.Sizes, a.Sizes), b.Sizes);
        call.Budget.Take(sizes);
        int[] flags = Broadcasting.Indices(condition.Sizes, sizes);
        var (first, second) = (a.Pick(sizes, Broadcasting.Indices(a.Sizes, sizes)), b.Pick(sizes, Broadcasting.Indices(b.Sizes, sizes)));
        return a.IsFloating
            ? [Tensor.OfNumbers(a.Type, sizes, [.. flags.Select((at, index) => condition.Integer(at) != 0 ? first.Number(index) : second.Number(index))])]
            : [Tensor.OfIntegers(sizes, [.. flags.Select((at, index) => condition.Integer(at) != 0 ? first.Integer(index) : second.Integer(index))], a.Type)];
    }

    private static Tensor[] Unary(ConstantCall call, Func<double, double> numbers, Func<long, long>? integers)
    {
        var operand = call[0];
        call.Budget.Take(operand.Sizes);
        if (operand.IsFloating)
        {
            return [Tensor.OfNumbers(operand.Type, operand.Sizes, [.. Enumerable.Range(0, operand.Length).Select(index => numbers(operand.Number(index)))])];
        }

        return integers is null
            ? throw new UnsupportedException($"takes {operand.Type.Text()}; expected floats")
            : [Tensor.OfIntegers(operand.Sizes, [.. operand.Integers.Select(value => Wrap(operand.Type, integers(value)))], operand.Type)];
    }

    /// <summary>A tensor under another type, as Cast does it.</summary>
    public static Tensor Convert(Tensor tensor, TensorType type)
    {
        if (tensor.Type == type)
        {
            return tensor;
        }

        if (type.IsFloating())
        {
            return Tensor.OfNumbers(type, tensor.Sizes, [.. Enumerable.Range(0, tensor.Length).Select(tensor.Number)]);
        }

        if (!type.IsInteger())
        {
            throw new UnsupportedException($"casts to {type.Text()}");
        }

        var numbers = Enumerable.Range(0, tensor.Length).Select(index => tensor.IsFloating ? Truncate(tensor.Number(index)) : tensor.Integer(index));
        return Tensor.OfIntegers(tensor.Sizes, [.. numbers.Select((value, index) => type == TensorType.Bool ? (tensor.Number(index) != 0 ? 1 : 0) : Wrap(type, value))], type);
    }

    private static (ImmutableArray<int> Sizes, int[] First, int[] Second) Pairs(ConstantCall call, Tensor a, Tensor b)
    {
        var sizes = Broadcast(a.Sizes, b.Sizes);
        call.Budget.Take(sizes);
        return (sizes, Broadcasting.Indices(a.Sizes, sizes), Broadcasting.Indices(b.Sizes, sizes));
    }

    private static ImmutableArray<int> Broadcast(ImmutableArray<int> a, ImmutableArray<int> b) =>
        Sizes.Broadcast(a, b) ?? throw new UnsupportedException($"combines sizes {Sizes.Text(a)} and {Sizes.Text(b)}");

    private static long Divide(long a, long b) => b switch
    {
        0 => throw new UnsupportedException("divides an integer by 0"),
        -1 => -a,
        _ => a / b,
    };

    private static long Truncate(double value) => double.IsNaN(value) || Math.Abs(value) >= long.MaxValue
        ? throw new UnsupportedException($"casts {value} to an integer")
        : (long)value;

    private static long Wrap(TensorType type, long value) => type switch
    {
        TensorType.Int8 => (sbyte)value,
        TensorType.UInt8 => (byte)value,
        TensorType.Int16 => (short)value,
        TensorType.UInt16 => (ushort)value,
        TensorType.Int32 => (int)value,
        TensorType.UInt32 => (uint)value,
        _ => value,
    };
}
