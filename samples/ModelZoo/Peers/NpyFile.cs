using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelZoo.Peers;

/// <summary>Reads NumPy's NPY files, versions 1 to 3, with little-endian float32 or float64 in C order.</summary>
internal static partial class NpyFile
{
    private const int LengthAt = 8;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <exception cref="InvalidDataException">The file is none of these; says why.</exception>
    public static NpyArray Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            return Parse(bytes);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"'{path}': {exception.Message}", exception);
        }
    }

    /// <inheritdoc cref="Read"/>
    public static NpyArray Parse(ReadOnlySpan<byte> bytes)
    {
        string header = Header(bytes, out int dataStart);
        var data = bytes[dataStart..];
        int size = Field(header, DataType()) switch
        {
            "<f4" => sizeof(float),
            "<f8" => sizeof(double),
            var other => throw new InvalidDataException($"holds '{other}'; expected '<f4' or '<f8'."),
        };
        if (Field(header, Order()) != "False")
        {
            throw new InvalidDataException("is in Fortran's order; expected C's.");
        }

        int[] shape = [.. Field(header, Sizes()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Number)];
        long length = shape.Aggregate(1L, (product, extent) => product * extent);
        return length * size == data.Length
            ? new NpyArray(shape, Values(data, size))
            : throw new InvalidDataException($"has {data.Length} bytes of data; [{string.Join(", ", shape)}] takes {length * size}.");
    }

    private static string Header(ReadOnlySpan<byte> bytes, out int dataStart)
    {
        if (bytes.Length < LengthAt + sizeof(uint) || !bytes.StartsWith(Magic))
        {
            throw new InvalidDataException("is no NPY file.");
        }

        bool isShort = bytes[Magic.Length] == 1;
        int start = LengthAt + (isShort ? sizeof(ushort) : sizeof(uint));
        long length = isShort ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[LengthAt..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[LengthAt..]);
        if (length > bytes.Length - start)
        {
            throw new InvalidDataException($"ends inside its header of {length} bytes.");
        }

        dataStart = start + (int)length;
        return Encoding.UTF8.GetString(bytes[start..dataStart]);
    }

    private static string Field(string header, Regex pattern) => pattern.Match(header) is { Success: true } match
        ? match.Groups[1].Value
        : throw new InvalidDataException($"has a header without descr, fortran_order or shape: {header.TrimEnd()}");

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new InvalidDataException($"has the size '{text}'.");

    private static double[] Values(ReadOnlySpan<byte> data, int size)
    {
        double[] values = new double[data.Length / size];
        for (int index = 0; index < values.Length; index++)
        {
            var bytes = data[(index * size)..];
            values[index] = size == sizeof(float) ? BinaryPrimitives.ReadSingleLittleEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes);
        }

        return values;
    }

    [GeneratedRegex("'descr':\\s*'([^']*)'")]
    private static partial Regex DataType();

    [GeneratedRegex("'fortran_order':\\s*(\\w+)")]
    private static partial Regex Order();

    [GeneratedRegex("'shape':\\s*\\(([^)]*)\\)")]
    private static partial Regex Sizes();
}
