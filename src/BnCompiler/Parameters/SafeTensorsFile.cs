using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using System.Resources;
using System.Runtime.InteropServices;

namespace BnCompiler;

/// <summary>
/// A safetensors file that is open for reading. Opening reads and checks the header, by the format's strict rules; tensors are read when
/// asked for. Tensors of every type are listed; F32, F16, BF16 and F64 can be read as numbers.
/// </summary>
public sealed class SafeTensorsFile : IDisposable
{
    private const int ChunkBytes = 1 << 16;

    private readonly Stream _stream;
    private readonly bool _ownsStream;
    private readonly long _dataStart;
    private readonly FrozenDictionary<string, SafeTensorsEntry> _byName;

    private SafeTensorsFile(Stream stream, bool ownsStream)
    {
        _stream = stream;
        _ownsStream = ownsStream;
        long length = stream.Length - stream.Position;
        if (length < SafeTensorsHeader.LengthBytes)
        {
            throw new SafeTensorsException($"{length} bytes are no safetensors file: the length of the header alone takes {SafeTensorsHeader.LengthBytes}.");
        }

        Span<byte> prefix = stackalloc byte[SafeTensorsHeader.LengthBytes];
        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafeTensorsHeader.MaximumLength || (long)headerLength > length - SafeTensorsHeader.LengthBytes)
        {
            throw new SafeTensorsException(
                $"A header of {headerLength} bytes is announced; {length - SafeTensorsHeader.LengthBytes} bytes follow, and {SafeTensorsHeader.MaximumLength} are the limit.");
        }

        byte[] json = new byte[(int)headerLength];
        stream.ReadExactly(json);
        _dataStart = stream.Position;
        SafeTensorsHeader header = SafeTensorsHeader.Parse(json, length - SafeTensorsHeader.LengthBytes - json.Length);
        Tensors = header.Entries;
        Metadata = header.Metadata;
        _byName = Tensors.ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    public ImmutableArray<SafeTensorsEntry> Tensors { get; }

    /// <summary>The texts of <c>__metadata__</c>.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SafeTensorsException">It breaks the format's rules.</exception>
    public static SafeTensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Own(File.OpenRead(path), $"'{path}'");
    }

    /// <summary>Opens a file that is embedded in an assembly and checks its header. It is read where the assembly lies in memory: no copy is made of it.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="resourceName">The name of the resource: the <c>LogicalName</c> of its <c>EmbeddedResource</c>.</param>
    /// <exception cref="MissingManifestResourceException">The assembly has no such resource; the message lists those it has.</exception>
    /// <exception cref="SafeTensorsException">It breaks the format's rules.</exception>
    public static SafeTensorsFile Open(Assembly assembly, string resourceName)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        return Own(EmbeddedFile.Open(assembly, resourceName), $"The resource '{resourceName}' of {assembly.GetName().Name}");
    }

    /// <summary>Reads from the position of a stream to its end. A stream that cannot seek is copied to memory first.</summary>
    /// <param name="stream">Stays open, and must as long as tensors are read from it.</param>
    /// <exception cref="SafeTensorsException">It breaks the format's rules.</exception>
    public static SafeTensorsFile Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek)
        {
            return new SafeTensorsFile(stream, ownsStream: false);
        }

        MemoryStream copy = new();
        stream.CopyTo(copy);
        copy.Position = 0;
        return new SafeTensorsFile(copy, ownsStream: true);
    }

    /// <summary>The tensor of a name, or null.</summary>
    /// <param name="name">The tensor name.</param>
    public SafeTensorsEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a tensor as it stands in the file.</summary>
    /// <param name="entry">One of <see cref="Tensors"/>.</param>
    /// <param name="destination">As long as the tensor has bytes.</param>
    public void ReadBytes(SafeTensorsEntry entry, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(entry);
        CheckLength(entry, entry.End - entry.Begin, destination.Length);
        _stream.Position = _dataStart + entry.Begin;
        _stream.ReadExactly(destination);
    }

    /// <summary>Reads a tensor of real numbers as floats; F64 is rounded.</summary>
    /// <param name="entry">One of <see cref="Tensors"/>, of type F32, F16, BF16 or F64.</param>
    /// <param name="destination">As long as the tensor.</param>
    /// <exception cref="NotSupportedException">The tensor has another type.</exception>
    public void ReadSingles(SafeTensorsEntry entry, Span<float> destination) => ReadNumbers(entry, destination);

    /// <summary>Reads a tensor of real numbers as doubles, without rounding.</summary>
    /// <param name="entry">One of <see cref="Tensors"/>, of type F32, F16, BF16 or F64.</param>
    /// <param name="destination">As long as the tensor.</param>
    /// <exception cref="NotSupportedException">The tensor has another type.</exception>
    public void ReadDoubles(SafeTensorsEntry entry, Span<double> destination) => ReadNumbers(entry, destination);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_ownsStream)
        {
            _stream.Dispose();
        }
    }

    /// <summary>Takes a stream over, and names it where it breaks the rules.</summary>
    private static SafeTensorsFile Own(Stream stream, string source)
    {
        try
        {
            return new SafeTensorsFile(stream, ownsStream: true);
        }
        catch (SafeTensorsException exception)
        {
            stream.Dispose();
            throw new SafeTensorsException($"{source}: {exception.Message}", exception);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private void ReadNumbers<T>(SafeTensorsEntry entry, Span<T> destination)
        where T : struct, INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(entry);
        CheckLength(entry, entry.Length, destination.Length);
        if (!entry.DataType.IsReadable())
        {
            throw new NotSupportedException($"The tensor '{entry.Name}' has the dtype {entry.DataType}; F32, F16, BF16 and F64 can be read as numbers.");
        }

        if (typeof(T) == typeof(float) && entry.DataType == SafeTensorsDataType.F32 && BitConverter.IsLittleEndian)
        {
            ReadBytes(entry, MemoryMarshal.AsBytes(destination));
            return;
        }

        int size = entry.DataType.Bits() / 8;
        byte[] buffer = new byte[(int)Math.Min(ChunkBytes, entry.End - entry.Begin)];
        _stream.Position = _dataStart + entry.Begin;
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, buffer.Length / size);
            Span<byte> bytes = buffer.AsSpan(0, count * size);
            _stream.ReadExactly(bytes);
            Convert(entry.DataType, bytes, destination[..count]);
            destination = destination[count..];
        }
    }

    private static void Convert<T>(SafeTensorsDataType type, ReadOnlySpan<byte> bytes, Span<T> destination)
        where T : struct, INumberBase<T>
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = type switch
            {
                SafeTensorsDataType.F32 => T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * 4)..])),
                SafeTensorsDataType.F64 => T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * 8)..])),
                SafeTensorsDataType.F16 => T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(bytes[(i * 2)..])),

                // BF16 is the upper half of a float.
                _ => T.CreateTruncating(BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]) << 16)),
            };
        }
    }

    private static void CheckLength(SafeTensorsEntry entry, long expected, int actual)
    {
        if (expected != actual)
        {
            throw new ArgumentException($"The destination has length {actual}; the tensor '{entry.Name}' needs {expected}.", "destination");
        }
    }
}
