using System.Buffers.Binary;
using System.Collections.Immutable;
using BnCompiler.Tool.Onnx.Protocol;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Onnx;

/// <summary>Reads tensors: from raw bytes, from the lists of each type, or from a file beside the model.</summary>
internal sealed class TensorReader(ExternalData external, OnnxLimits limits)
{
    /// <summary>Reads a tensor.</summary>
    /// <param name="proto">As it stands in the file.</param>
    /// <param name="subject">What messages call it.</param>
    /// <exception cref="OnnxException">Its type is not read, or its data does not agree with its sizes.</exception>
    public Tensor Read(TensorProto proto, string subject)
    {
        var type = (TensorType)proto.DataType;
        if (type.Bytes() == 0)
        {
            throw new OnnxException($"{subject} holds elements of {type.Text()}; expected floats, integers or booleans.");
        }

        var (sizes, length) = ReadSizes(proto, subject);
        if (proto.DataLocation == TensorProto.Types.DataLocation.External)
        {
            return FromBytes(type, sizes, length, external.Read(proto, (long)length * type.Bytes(), subject), subject);
        }

        return proto.HasRawData ? FromBytes(type, sizes, length, proto.RawData.Span, subject) : FromLists(proto, type, sizes, length, subject);
    }

    private (ImmutableArray<int> Sizes, int Length) ReadSizes(TensorProto proto, string subject)
    {
        if (proto.Dims.Count > limits.Rank)
        {
            throw new OnnxException($"{subject} has {proto.Dims.Count} dimensions; expected at most {limits.Rank}.");
        }

        double length = 1;
        foreach (long size in proto.Dims)
        {
            length *= size;
            if (size is < 0 or > int.MaxValue || length > int.MaxValue)
            {
                throw new OnnxException($"{subject} has sizes [{string.Join(", ", proto.Dims)}]; expected sizes from 0 whose product is below 2^31.");
            }
        }

        return ([.. proto.Dims.Select(size => (int)size)], (int)length);
    }

    private static Tensor FromBytes(TensorType type, ImmutableArray<int> sizes, int length, ReadOnlySpan<byte> bytes, string subject)
    {
        if (bytes.Length != (long)length * type.Bytes())
        {
            throw new OnnxException($"{subject} has {bytes.Length} bytes of data; expected {(long)length * type.Bytes()} for sizes {Sizes.Text(sizes)}.");
        }

        switch (type)
        {
            case TensorType.Float:
                float[] singles = new float[length];
                for (int i = 0; i < length; i++)
                {
                    singles[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                }

                return Tensor.OfSingles(sizes, singles);
            case TensorType.Float16 or TensorType.BFloat16:
                float[] halves = new float[length];
                for (int i = 0; i < length; i++)
                {
                    halves[i] = FromBits(type, BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]));
                }

                return Tensor.OfSingles(sizes, halves, type);
            case TensorType.Double:
                double[] doubles = new double[length];
                for (int i = 0; i < length; i++)
                {
                    doubles[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                }

                return Tensor.OfDoubles(sizes, doubles);
            default:
                long[] integers = new long[length];
                for (int i = 0; i < length; i++)
                {
                    integers[i] = Integer(type, bytes[(i * type.Bytes())..], subject);
                }

                return Tensor.OfIntegers(sizes, integers, type);
        }
    }

    private static Tensor FromLists(TensorProto proto, TensorType type, ImmutableArray<int> sizes, int length, string subject)
    {
        int count = type switch
        {
            TensorType.Float => proto.FloatData.Count,
            TensorType.Double => proto.DoubleData.Count,
            TensorType.Int64 => proto.Int64Data.Count,
            TensorType.UInt32 or TensorType.UInt64 => proto.Uint64Data.Count,
            _ => proto.Int32Data.Count,
        };
        if (count != length)
        {
            throw new OnnxException($"{subject} has {count} elements of {type.Text()}; expected {length} for sizes {Sizes.Text(sizes)}.");
        }

        return type switch
        {
            TensorType.Float => Tensor.OfSingles(sizes, [.. proto.FloatData]),
            TensorType.Double => Tensor.OfDoubles(sizes, [.. proto.DoubleData]),
            TensorType.Float16 or TensorType.BFloat16 => Tensor.OfSingles(sizes, [.. proto.Int32Data.Select(bits => FromBits(type, (ushort)bits))], type),
            TensorType.Int64 => Tensor.OfIntegers(sizes, [.. proto.Int64Data]),
            TensorType.UInt32 or TensorType.UInt64 => Tensor.OfIntegers(sizes, [.. proto.Uint64Data.Select(value => Signed(value, subject))], type),
            TensorType.Bool => Tensor.OfIntegers(sizes, [.. proto.Int32Data.Select(value => value == 0 ? 0L : 1L)], type),
            _ => Tensor.OfIntegers(sizes, [.. proto.Int32Data.Select(value => (long)value)], type),
        };
    }

    private static float FromBits(TensorType type, ushort bits) =>
        type == TensorType.Float16 ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.Int32BitsToSingle(bits << 16);

    private static long Integer(TensorType type, ReadOnlySpan<byte> bytes, string subject) => type switch
    {
        TensorType.Bool => bytes[0] == 0 ? 0 : 1,
        TensorType.UInt8 => bytes[0],
        TensorType.Int8 => (sbyte)bytes[0],
        TensorType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        TensorType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        TensorType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        TensorType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        TensorType.UInt64 => Signed(BinaryPrimitives.ReadUInt64LittleEndian(bytes), subject),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    private static long Signed(ulong value, string subject) =>
        value <= long.MaxValue ? (long)value : throw new OnnxException($"{subject} holds {value}; expected integers below 2^63.");
}
