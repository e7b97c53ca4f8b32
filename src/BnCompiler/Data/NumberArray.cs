using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;

namespace BnCompiler;

/// <summary>An array of numbers as it stood in a file, read by <see cref="IdxFile"/> or <see cref="NpyFile"/>.</summary>
public sealed class NumberArray
{
    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly bool _isBigEndian;

    internal NumberArray(string path, ElementType elementType, bool isBigEndian, ImmutableArray<int> shape, byte[] bytes)
    {
        _path = path;
        _bytes = bytes;
        _isBigEndian = isBigEndian;
        ElementType = elementType;
        Shape = shape;
    }

    /// <summary>What type the numbers have in the file.</summary>
    public ElementType ElementType { get; }

    /// <summary>The sizes, the outermost first; empty for a single number.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The number of elements, the product of <see cref="Shape"/>.</summary>
    public int Length => _bytes.Length / SizeOf(ElementType);

    /// <summary>The numbers as floats, row by row; what has more digits than a float is rounded.</summary>
    /// <param name="divisor">What each is divided by: 255 brings bytes to 0 to 1. Default: 1.</param>
    public float[] ToSingles(float divisor = 1)
    {
        float[] values = Convert<float>();
        if (divisor != 1)
        {
            TensorPrimitives.Divide(values, divisor, values);
        }

        return values;
    }

    /// <summary>The numbers as doubles, row by row; 64-bit integers beyond 2⁵³ are rounded.</summary>
    public double[] ToDoubles() => Convert<double>();

    /// <summary>The numbers as integers, row by row: labels.</summary>
    /// <exception cref="InvalidDataException">They are floats or doubles, or one of them is outside the range of 32-bit integers.</exception>
    public int[] ToInt32s()
    {
        if (ElementType is ElementType.Single or ElementType.Double)
        {
            throw new InvalidDataException($"'{_path}' holds numbers of type {ElementType}; expected integers.");
        }

        int[] values = new int[Length];
        for (int i = 0; i < values.Length; i++)
        {
            long value = Element<long>(i);
            values[i] = value is >= int.MinValue and <= int.MaxValue
                ? (int)value
                : throw new InvalidDataException($"'{_path}' holds {value} at index {i}; expected {int.MinValue} to {int.MaxValue}.");
        }

        return values;
    }

    /// <summary>Bytes of one element.</summary>
    internal static int SizeOf(ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.Int16 => 2,
        ElementType.Int32 or ElementType.Single => 4,
        _ => 8,
    };

    private T[] Convert<T>()
        where T : struct, INumberBase<T>
    {
        T[] values = new T[Length];
        if (ElementType == ElementType.UInt8)
        {
            TensorPrimitives.ConvertTruncating<byte, T>(_bytes, values);
            return values;
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Element<T>(i);
        }

        return values;
    }

    private T Element<T>(int index)
        where T : struct, INumberBase<T>
    {
        int size = SizeOf(ElementType);
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(index * size, size);
        return ElementType switch
        {
            ElementType.UInt8 => T.CreateTruncating(bytes[0]),
            ElementType.Int8 => T.CreateTruncating((sbyte)bytes[0]),
            ElementType.Int16 => T.CreateTruncating(_isBigEndian ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes)),
            ElementType.Int32 => T.CreateTruncating(_isBigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes)),
            ElementType.Int64 => T.CreateTruncating(_isBigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes)),
            ElementType.Single => T.CreateTruncating(_isBigEndian ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes)),
            _ => T.CreateTruncating(_isBigEndian ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        };
    }
}
