using System.Collections.Immutable;

namespace BnCompiler.Tool.Tensors;

/// <summary>A tensor whose values are known. Values are held as float (float, float16, bfloat16), double or long (integers and booleans).</summary>
internal sealed class Tensor
{
    private readonly float[]? _singles;
    private readonly double[]? _doubles;
    private readonly long[]? _integers;

    private Tensor(TensorType type, ImmutableArray<int> sizes, float[]? singles, double[]? doubles, long[]? integers)
    {
        Type = type;
        Sizes = sizes;
        _singles = singles;
        _doubles = doubles;
        _integers = integers;
    }

    public TensorType Type { get; }

    public ImmutableArray<int> Sizes { get; }

    public int Rank => Sizes.Length;

    public int Length => _singles?.Length ?? _doubles?.Length ?? _integers!.Length;

    public bool IsFloating => _integers is null;

    public static Tensor OfSingles(ImmutableArray<int> sizes, float[] values, TensorType type = TensorType.Float) => new(type, sizes, values, null, null);

    public static Tensor OfDoubles(ImmutableArray<int> sizes, double[] values) => new(TensorType.Double, sizes, null, values, null);

    public static Tensor OfIntegers(ImmutableArray<int> sizes, long[] values, TensorType type = TensorType.Int64) => new(type, sizes, null, null, values);

    /// <summary>A list of integers: a shape, axes, steps.</summary>
    public static Tensor OfList(IEnumerable<long> values)
    {
        long[] list = [.. values];
        return OfIntegers([list.Length], list);
    }

    public static Tensor OfFlags(ImmutableArray<int> sizes, bool[] values) => OfIntegers(sizes, Array.ConvertAll(values, flag => flag ? 1L : 0L), TensorType.Bool);

    /// <summary>Floating values of a type, rounded to it.</summary>
    public static Tensor OfNumbers(TensorType type, ImmutableArray<int> sizes, double[] values) => type == TensorType.Double
        ? OfDoubles(sizes, values)
        : OfSingles(sizes, Array.ConvertAll(values, value => Round(type, value)), type);

    public double Number(int index) => _singles is not null ? _singles[index] : _doubles is not null ? _doubles[index] : _integers![index];

    /// <summary>An element of an integer tensor.</summary>
    public long Integer(int index) => _integers![index];

    public IEnumerable<long> Integers => _integers!;

    public Tensor Reshape(ImmutableArray<int> sizes) => new(Type, sizes, _singles, _doubles, _integers);

    /// <summary>The elements at <paramref name="indices"/> of this tensor, in that order, under other sizes.</summary>
    public Tensor Pick(ImmutableArray<int> sizes, int[] indices) => new(
        Type,
        sizes,
        _singles is null ? null : Array.ConvertAll(indices, index => _singles[index]),
        _doubles is null ? null : Array.ConvertAll(indices, index => _doubles[index]),
        _integers is null ? null : Array.ConvertAll(indices, index => _integers[index]));

    /// <summary>The values as floats; not to be changed.</summary>
    public float[] ToSingles()
    {
        if (_singles is not null)
        {
            return _singles;
        }

        return _doubles is not null ? Array.ConvertAll(_doubles, value => (float)value) : Array.ConvertAll(_integers!, value => (float)value);
    }

    /// <summary>A tensor whose elements are all this one's only element.</summary>
    public Tensor Fill(ImmutableArray<int> sizes, int length) => new(
        Type, sizes, Filled(_singles, length), Filled(_doubles, length), Filled(_integers, length));

    private static T[]? Filled<T>(T[]? single, int length)
    {
        if (single is null)
        {
            return null;
        }

        T[] values = new T[length];
        Array.Fill(values, single[0]);
        return values;
    }

    private static float Round(TensorType type, double value) => type switch
    {
        TensorType.Float16 => (float)(Half)value,
        TensorType.BFloat16 => BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits((float)value) + 0x8000) & ~0xFFFF),
        _ => (float)value,
    };
}
