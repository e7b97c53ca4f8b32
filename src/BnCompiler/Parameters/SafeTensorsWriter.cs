using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BnCompiler;

/// <summary>Writes safetensors files with F32 tensors. The same tensors give the same bytes.</summary>
public static class SafeTensorsWriter
{
    private const int DataAlignment = 8;
    private const int ChunkLength = 1 << 14;

    /// <summary>Writes a file atomically: whoever reads <paramref name="path"/>, now or after a crash, finds the old file or the whole new one.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="tensors">What it holds, in this order.</param>
    /// <param name="metadata">The texts of <c>__metadata__</c>; null for none.</param>
    public static void Write(
        string path, IReadOnlyList<SafeTensor> tensors, ImmutableSortedDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));
    }

    /// <summary>Writes to a stream, from its position on.</summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="tensors">What to write, in this order.</param>
    /// <param name="metadata">The texts of <c>__metadata__</c>; null for none.</param>
    public static void Write(
        Stream stream, IReadOnlyList<SafeTensor> tensors, ImmutableSortedDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        Check(tensors);
        ReadOnlySpan<byte> header = Header(tensors, metadata);
        Span<byte> prefix = stackalloc byte[SafeTensorsHeader.LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (SafeTensor tensor in tensors)
        {
            WriteValues(stream, tensor.Values.Span);
        }
    }

    private static void Check(IReadOnlyList<SafeTensor> tensors)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (SafeTensor tensor in tensors)
        {
            if (string.IsNullOrEmpty(tensor.Name) || tensor.Name == "__metadata__" || !names.Add(tensor.Name))
            {
                throw new ArgumentException($"The tensor name '{tensor.Name}' is empty, reserved or used twice.", nameof(tensors));
            }

            int length = ShapeText.Length(tensor.Name, tensor.Shape);
            if (length != tensor.Values.Length)
            {
                throw new ArgumentException(
                    $"The tensor '{tensor.Name}' has {tensor.Values.Length} values; its shape {ShapeText.Format(tensor.Shape.AsSpan())} needs {length}.", nameof(tensors));
            }
        }
    }

    private static ReadOnlySpan<byte> Header(IReadOnlyList<SafeTensor> tensors, ImmutableSortedDictionary<string, string>? metadata)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            long position = 0;
            foreach (SafeTensor tensor in tensors)
            {
                long end = position + ((long)tensor.Values.Length * sizeof(float));
                WriteEntry(json, tensor, position, end);
                position = end;
            }

            json.WriteEndObject();
        }

        // Spaces are the format's padding; they let readers map the data in place.
        int padding = -buffer.WrittenCount & (DataAlignment - 1);
        buffer.Write("        "u8[..padding]);
        return buffer.WrittenCount <= SafeTensorsHeader.MaximumLength
            ? buffer.WrittenSpan
            : throw new ArgumentException($"The header takes {buffer.WrittenCount} bytes; {SafeTensorsHeader.MaximumLength} are the format's limit.", nameof(tensors));
    }

    private static void WriteMetadata(Utf8JsonWriter json, ImmutableSortedDictionary<string, string>? metadata)
    {
        if (metadata is null || metadata.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("__metadata__");
        foreach ((string key, string value) in metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafeTensor tensor, long begin, long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", nameof(SafeTensorsDataType.F32));
        json.WriteStartArray("shape");
        foreach (int size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Stream stream, ReadOnlySpan<float> values)
    {
        int[] chunk = BitConverter.IsLittleEndian ? [] : new int[Math.Min(ChunkLength, values.Length)];
        while (!values.IsEmpty)
        {
            ReadOnlySpan<float> part = values[..Math.Min(ChunkLength, values.Length)];
            if (BitConverter.IsLittleEndian)
            {
                stream.Write(MemoryMarshal.AsBytes(part));
            }
            else
            {
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(part), chunk);
                stream.Write(MemoryMarshal.AsBytes(chunk.AsSpan(0, part.Length)));
            }

            values = values[part.Length..];
        }
    }
}
