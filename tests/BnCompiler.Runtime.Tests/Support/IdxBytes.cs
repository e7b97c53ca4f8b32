using System.Buffers.Binary;
using System.IO.Compression;

namespace BnCompiler.Runtime.Tests.Support;

/// <summary>IDX files written by hand, right or wrong, and gzip around any file.</summary>
internal static class IdxBytes
{
    public static byte[] Create(int[] shape, ReadOnlySpan<byte> values, byte type = 0x08)
    {
        byte[] file = new byte[4 + (4 * shape.Length) + values.Length];
        file[2] = type;
        file[3] = (byte)shape.Length;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * axis)), shape[axis]);
        }

        values.CopyTo(file.AsSpan(4 + (4 * shape.Length)));
        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
