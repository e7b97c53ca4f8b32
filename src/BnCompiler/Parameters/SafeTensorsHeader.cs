using System.Collections.Immutable;
using System.Text.Json;

namespace BnCompiler;

/// <summary>The JSON header of a safetensors file, read by the format's rules.</summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>Bytes in front of the header: its length, little-endian.</summary>
    public const int LengthBytes = 8;

    /// <summary>The format's limit for a header.</summary>
    public const int MaximumLength = 100_000_000;

    private const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, SafeTensorsEntry> _entries = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, string>? _metadata;

    private SafeTensorsHeader()
    {
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    public ImmutableArray<SafeTensorsEntry> Entries { get; private set; }

    public ImmutableSortedDictionary<string, string> Metadata =>
        _metadata ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Reads the header and checks it against the number of data bytes that follow it.</summary>
    public static SafeTensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw new SafeTensorsException("The header must begin with '{'.");
        }

        SafeTensorsHeader header = new();
        try
        {
            header.ReadObject(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader reports text that is not UTF-8 and lone surrogates as InvalidOperationException.
            throw new SafeTensorsException($"The header is not valid JSON: {exception.Message}", exception);
        }

        header.CheckOffsets(dataLength);
        return header;
    }

    private void ReadObject(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == MetadataKey)
            {
                ReadMetadata(ref reader);
            }
            else if (!_entries.TryAdd(name, ReadEntry(ref reader, name)))
            {
                throw new SafeTensorsException($"The tensor '{name}' stands twice in the header.");
            }
        }

        // Nothing but white space may follow; the reader throws at anything else.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (_metadata is not null || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new SafeTensorsException($"'{MetadataKey}' must stand once and be an object of texts.");
        }

        ImmutableSortedDictionary<string, string>.Builder metadata =
            ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String || !metadata.TryAdd(key, reader.GetString()!))
            {
                throw new SafeTensorsException($"The entry '{key}' of '{MetadataKey}' must stand once and be a text.");
            }
        }

        _metadata = metadata.ToImmutable();
    }

    private static SafeTensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new SafeTensorsException($"The tensor '{name}' must be an object with dtype, shape and data_offsets.");
        }

        string? dataType = null;
        ImmutableArray<long>? shape = null;
        ImmutableArray<long>? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype" when dataType is null && reader.TokenType == JsonTokenType.String:
                    dataType = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadIntegers(ref reader, name, field);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadIntegers(ref reader, name, field);
                    break;
                default:
                    throw new SafeTensorsException(
                        $"The tensor '{name}' has the field '{field}' twice, with a wrong type, or should not have it.");
            }
        }

        if (dataType is null || shape is null || offsets is not { Length: 2 })
        {
            throw new SafeTensorsException($"The tensor '{name}' must have a dtype, a shape and two data_offsets.");
        }

        return SafeTensorsDataTypes.TryParse(dataType, out SafeTensorsDataType type)
            ? new SafeTensorsEntry(name, type, shape.Value, offsets.Value[0], offsets.Value[1])
            : throw new SafeTensorsException($"The tensor '{name}' has the unknown dtype '{dataType}'.");
    }

    private static ImmutableArray<long> ReadIntegers(ref Utf8JsonReader reader, string name, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new SafeTensorsException($"The {field} of the tensor '{name}' must be a list of numbers.");
        }

        ImmutableArray<long>.Builder numbers = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0 || reader.ValueSpan[0] == (byte)'-')
            {
                throw new SafeTensorsException($"The {field} of the tensor '{name}' must be integers from 0 to {long.MaxValue}.");
            }

            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    /// <summary>The tensors must cover the data from its first byte to its last, each once.</summary>
    private void CheckOffsets(long dataLength)
    {
        Entries = [.. _entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End).ThenBy(entry => entry.Name, StringComparer.Ordinal)];
        long position = 0;
        foreach (SafeTensorsEntry entry in Entries)
        {
            if (entry.Begin != position || entry.End < entry.Begin)
            {
                throw new SafeTensorsException(
                    $"The tensor '{entry.Name}' has data_offsets [{entry.Begin}, {entry.End}]; expected a begin of {position}, without hole or overlap, and an end not before it.");
            }

            CheckSize(entry);
            position = entry.End;
        }

        if (position != dataLength)
        {
            throw new SafeTensorsException($"The tensors cover {position} bytes of data, the file has {dataLength}.");
        }
    }

    private static void CheckSize(SafeTensorsEntry entry)
    {
        UInt128 bits = (UInt128)entry.DataType.Bits();
        foreach (long size in entry.Shape)
        {
            bits *= (UInt128)size;
            if (bits > ulong.MaxValue)
            {
                throw new SafeTensorsException($"The shape {ShapeText.Format(entry.Shape.AsSpan())} of the tensor '{entry.Name}' is too large.");
            }
        }

        UInt128 given = (UInt128)(entry.End - entry.Begin) * 8;
        if (bits != given)
        {
            throw new SafeTensorsException(
                $"The tensor '{entry.Name}' has {given} bits of data; {entry.DataType} {ShapeText.Format(entry.Shape.AsSpan())} needs {bits}.");
        }
    }
}
