using System.Buffers.Binary;
using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>
/// Reads files in the IDX format of MNIST, plain or gzip: two zero bytes, the element type, the rank, one big-endian 32-bit size for each dimension, then the elements.
/// </summary>
/// <example><code>
/// NumberArray images = IdxFile.Read("train-images-idx3-ubyte.gz", rank: 3);
/// NumberArray labels = IdxFile.Read("train-labels-idx1-ubyte.gz", rank: 1);
/// Dataset training = new(images.ToSingles(divisor: 255), images.Shape[1] * images.Shape[2], labels.ToInt32s());
/// </code></example>
public static class IdxFile
{
    private const int MagicBytes = 4;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rank">The number of dimensions that it must have, from 1 to 255; null for any.</param>
    /// <exception cref="InvalidDataException">It is no IDX file, is damaged, or has another number of dimensions.</exception>
    public static NumberArray Read(string path, int? rank = null)
    {
        if (rank is < 1 or > byte.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(rank), rank, $"The number of dimensions must be from 1 to {byte.MaxValue}.");
        }

        return DataStream.Read(path, stream => Read(stream, rank));
    }

    private static NumberArray Read(DataStream stream, int? rank)
    {
        Span<byte> magic = stackalloc byte[MagicBytes];
        int length = stream.ReadUpTo(magic);
        if (length < MagicBytes)
        {
            throw stream.Error($"ends before the elements: it has {length} bytes, and an IDX file's header takes {MagicBytes} and 4 for each dimension.");
        }

        ElementType? type = TypeOf(magic[2]);
        if (magic[0] != 0 || magic[1] != 0 || type is null || magic[3] == 0 || (rank ?? magic[3]) != magic[3])
        {
            string dimensions = rank is null ? "the number of dimensions" : $"{rank:X2}, as it must have {rank} dimensions";
            throw stream.Error(
                $"starts with {Convert.ToHexString(magic)}; an IDX file starts with 0000, the type of its elements (08, 09, 0B, 0C, 0D or 0E) and {dimensions}.");
        }

        ImmutableArray<int> shape = ReadShape(stream, magic[3], NumberArray.SizeOf(type.Value), out long bytes);
        return new NumberArray(stream.Path, type.Value, isBigEndian: true, shape, stream.ReadRest(bytes));
    }

    private static ImmutableArray<int> ReadShape(DataStream stream, int rank, int elementSize, out long bytes)
    {
        Span<byte> size = stackalloc byte[sizeof(uint)];
        ImmutableArray<int>.Builder shape = ImmutableArray.CreateBuilder<int>(rank);
        bytes = elementSize;
        for (int axis = 0; axis < rank; axis++)
        {
            if (stream.ReadUpTo(size) < size.Length)
            {
                throw stream.Error($"ends before the elements: its header announces {rank} dimensions and stops at the size of dimension {axis}.");
            }

            uint announced = BinaryPrimitives.ReadUInt32BigEndian(size);
            bytes *= announced;
            if (announced is 0 or > int.MaxValue || bytes > Array.MaxLength)
            {
                throw stream.Error($"announces a size of {announced} in dimension {axis}: expected 1 to {Array.MaxLength} bytes of elements in all.");
            }

            shape.Add((int)announced);
        }

        return shape.MoveToImmutable();
    }

    private static ElementType? TypeOf(byte code) => code switch
    {
        0x08 => ElementType.UInt8,
        0x09 => ElementType.Int8,
        0x0B => ElementType.Int16,
        0x0C => ElementType.Int32,
        0x0D => ElementType.Single,
        0x0E => ElementType.Double,
        _ => null,
    };
}
