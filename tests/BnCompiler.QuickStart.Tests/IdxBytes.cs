using System.Buffers.Binary;
using System.IO.Compression;

namespace BnCompiler.QuickStart.Tests;

/// <summary>Writes IDX files for the tests of the reader.</summary>
internal static class IdxBytes
{
    public static byte[] Create(int[] shape, ReadOnlySpan<byte> values)
    {
        byte[] file = new byte[4 + 4 * shape.Length + values.Length];
        file[2] = 0x08;
        file[3] = (byte)shape.Length;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * axis), shape[axis]);
        }

        values.CopyTo(file.AsSpan(4 + 4 * shape.Length));
        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }

    /// <summary>Writes a complete data folder of all-grey images, label i mod 10.</summary>
    public static void WriteFolder(string folder, int trainCount, int testCount, bool gzip, string separator = "-")
    {
        foreach (var (prefix, count) in new[] { ("train", trainCount), ("t10k", testCount) })
        {
            byte[] pixels = new byte[count * 28 * 28];
            pixels.AsSpan().Fill(51);
            byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];
            Write($"{prefix}-images{separator}idx3-ubyte", Create([count, 28, 28], pixels));
            Write($"{prefix}-labels{separator}idx1-ubyte", Create([count], labels));
        }

        void Write(string name, byte[] content) =>
            File.WriteAllBytes(Path.Combine(folder, gzip ? name + ".gz" : name), gzip ? Gzip(content) : content);
    }
}
