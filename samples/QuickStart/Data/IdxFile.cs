using System.Buffers.Binary;
using System.IO.Compression;

namespace QuickStart.Data;

/// <summary>
/// A file in the IDX format of MNIST, plain or gzip: two zero bytes, the element type, the rank,
/// one big-endian 32-bit size per dimension, then the elements.
/// </summary>
internal sealed record IdxFile(int[] Shape, byte[] Values)
{
    private const byte UnsignedByteType = 0x08;
    private const int MaximumLength = 1 << 30;

    /// <exception cref="InvalidDataException">The file is not an IDX file of bytes with <paramref name="rank"/> dimensions.</exception>
    public static IdxFile Read(string path, int rank)
    {
        try
        {
            using var file = File.OpenRead(path);
            bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            using Stream stream = gzip ? new GZipStream(file, CompressionMode.Decompress) : new BufferedStream(file);
            return Read(stream, path, rank);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"'{path}' ends before the elements that its header announces.");
        }
        catch (InvalidDataException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{path}' is not a valid gzip file: {e.Message}", e);
        }
    }

    private static IdxFile Read(Stream stream, string path, int rank)
    {
        Span<byte> magic = stackalloc byte[4];
        stream.ReadExactly(magic);
        if (magic[0] != 0 || magic[1] != 0 || magic[2] != UnsignedByteType || magic[3] != rank)
        {
            throw new InvalidDataException(
                $"'{path}' starts with {Convert.ToHexString(magic)}; an IDX file of bytes with {rank} dimensions starts with 0000{UnsignedByteType:X2}{rank:X2}.");
        }

        int[] shape = ReadShape(stream, path, rank);
        byte[] values = new byte[shape.Aggregate(1, (product, size) => product * size)];
        stream.ReadExactly(values);
        if (stream.ReadByte() >= 0)
        {
            throw new InvalidDataException($"'{path}' goes on after the {values.Length} elements that its header announces.");
        }

        return new IdxFile(shape, values);
    }

    private static int[] ReadShape(Stream stream, string path, int rank)
    {
        Span<byte> size = stackalloc byte[sizeof(uint)];
        int[] shape = new int[rank];
        long length = 1;
        for (int axis = 0; axis < rank; axis++)
        {
            stream.ReadExactly(size);
            uint announced = BinaryPrimitives.ReadUInt32BigEndian(size);
            length *= announced;
            if (announced == 0 || announced > MaximumLength || length > MaximumLength)
            {
                throw new InvalidDataException($"'{path}' announces a size of {announced} in dimension {axis}: expected 1 to {MaximumLength} elements in all.");
            }

            shape[axis] = (int)announced;
        }

        return shape;
    }
}
