using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BnCompiler;

/// <summary>What stands in front of the elements of an NPY file.</summary>
internal sealed partial record NpyHeader(ElementType ElementType, bool IsBigEndian, bool IsFortranOrder, ImmutableArray<int> Shape, long DataBytes)
{
    private const int LengthAt = 8;
    private const int Alignment = 64;

    /// <summary>Far more than the shape of any array needs; NumPy itself reads no more than 10,000 bytes unless told to.</summary>
    private const int MaximumLength = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static NpyHeader Read(DataStream stream)
    {
        string text = ReadText(stream);
        (ElementType type, bool isBigEndian) = TypeOf(Field(stream, text, DataType())) is { } known
            ? known
            : throw stream.Error($"holds '{Field(stream, text, DataType())}'; expected f4, f8, i1, u1, i2, i4 or i8.");
        string order = Field(stream, text, Order());
        if (order is not ("True" or "False"))
        {
            throw stream.Error($"has the fortran_order '{order}'; expected True or False.");
        }

        ImmutableArray<int> shape =
            [.. Field(stream, text, Sizes()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(size => SizeOf(stream, size))];
        UInt128 bytes = (UInt128)NumberArray.SizeOf(type);
        foreach (int size in shape)
        {
            bytes *= (UInt128)size;
            if (bytes > (UInt128)Array.MaxLength)
            {
                throw stream.Error($"has the shape [{string.Join(", ", shape)}]; expected at most {Array.MaxLength} bytes of elements.");
            }
        }

        return new NpyHeader(type, isBigEndian, order == "True", shape, (long)bytes);
    }

    /// <summary>The bytes in front of the elements of a new file.</summary>
    /// <param name="type">NumPy's name.</param>
    /// <param name="sizes">The sizes, with a comma behind each.</param>
    public static byte[] Format(string type, string sizes)
    {
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        int length = (LengthAt + sizeof(ushort) + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] header = new byte[length];
        Magic.CopyTo(header);
        header[Magic.Length] = 1;
        int textLength = length - LengthAt - sizeof(ushort);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(LengthAt), (ushort)textLength);
        Encoding.ASCII.GetBytes(text.PadRight(textLength - 1) + "\n", header.AsSpan(LengthAt + sizeof(ushort)));
        return header;
    }

    private static string ReadText(DataStream stream)
    {
        Span<byte> start = stackalloc byte[LengthAt];
        int read = stream.ReadUpTo(start);
        if (read < LengthAt || !start.StartsWith(Magic))
        {
            throw stream.Error($"is no NPY file: it starts with {Convert.ToHexString(start[..read])}; expected {Convert.ToHexString(Magic)} and a version.");
        }

        byte version = start[Magic.Length];
        if (version is < 1 or > 3)
        {
            throw stream.Error($"is of version {version} of the NPY format; expected 1, 2 or 3.");
        }

        Span<byte> length = stackalloc byte[sizeof(uint)];
        length.Clear();
        Span<byte> announced = version == 1 ? length[..sizeof(ushort)] : length;
        uint textLength = stream.ReadUpTo(announced) == announced.Length ? BinaryPrimitives.ReadUInt32LittleEndian(length) : throw stream.Error("ends inside its header.");
        if (textLength > MaximumLength)
        {
            throw stream.Error($"announces a header of {textLength} bytes; expected at most {MaximumLength}.");
        }

        byte[] text = new byte[textLength];
        read = stream.ReadUpTo(text);
        return read == text.Length ? Encoding.UTF8.GetString(text) : throw stream.Error($"ends inside its header of {text.Length} bytes, of which {read} are there.");
    }

    private static string Field(DataStream stream, string header, Regex pattern) => pattern.Match(header) is { Success: true } match
        ? match.Groups[1].Value
        : throw stream.Error($"has a header without descr, fortran_order or shape: {header.TrimEnd()}");

    private static int SizeOf(DataStream stream, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
        ? size
        : throw stream.Error($"has the size '{text}'; expected a whole number from 0 to {int.MaxValue}.");

    private static (ElementType Type, bool IsBigEndian)? TypeOf(string text)
    {
        ElementType? type = text.Length == 0 ? null : text[1..] switch
        {
            "u1" => ElementType.UInt8,
            "i1" => ElementType.Int8,
            "i2" => ElementType.Int16,
            "i4" => ElementType.Int32,
            "i8" => ElementType.Int64,
            "f4" => ElementType.Single,
            "f8" => ElementType.Double,
            _ => null,
        };

        // A byte has no order: NumPy writes '|' for it.
        bool isByte = type is ElementType.UInt8 or ElementType.Int8;
        return type is { } known && (text[0] is '<' or '>' || (isByte && text[0] == '|')) ? (known, text[0] == '>') : null;
    }

    [GeneratedRegex("'descr':\\s*'([^']*)'")]
    private static partial Regex DataType();

    [GeneratedRegex("'fortran_order':\\s*(\\w+)")]
    private static partial Regex Order();

    [GeneratedRegex("'shape':\\s*\\(([^)]*)\\)")]
    private static partial Regex Sizes();
}
