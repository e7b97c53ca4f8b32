namespace BnCompiler;

/// <summary>
/// A file of samples that is read from its beginning to its end, plain or gzip, which its first two bytes tell. What is wrong with it is an
/// <see cref="InvalidDataException"/> that names it; memory is taken for what the file holds, not for what it announces.
/// </summary>
internal sealed class DataStream : IDisposable
{
    private const int ChunkBytes = 1 << 16;

    private readonly FileStream _file;
    private readonly bool _isGzip;

    private DataStream(string path)
    {
        Path = path;
        _file = File.OpenRead(path);
        _isGzip = _file.ReadByte() == 0x1F && _file.ReadByte() == 0x8B;
        _file.Position = 0;
        Content = _isGzip ? new GzipContent(_file) : _file;
    }

    public string Path { get; }

    /// <summary>The file's content, unpacked.</summary>
    public Stream Content { get; }

    /// <summary>Opens a file, reads from it and closes it.</summary>
    /// <exception cref="InvalidDataException">What the reader threw, or the file is gzip and damaged.</exception>
    public static T Read<T>(string path, Func<DataStream, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using DataStream stream = new(path);
        try
        {
            return read(stream);
        }
        catch (InvalidDataException exception) when (!exception.Message.StartsWith($"'{path}' ", StringComparison.Ordinal))
        {
            // The unpacker does not know the file's name.
            throw new InvalidDataException($"'{path}' is not a valid gzip file: {exception.Message}", exception);
        }
    }

    /// <summary>An exception about this file.</summary>
    /// <param name="message">What is wrong, to stand behind the file's name.</param>
    public InvalidDataException Error(string message) => new($"'{Path}' {message}");

    /// <summary>An exception about a field of this file.</summary>
    public InvalidDataException CsvError(int line, int column, string message) => Error($"in line {line}, column {column}: the field {message}.");

    /// <summary>Fills as much of the buffer as there is.</summary>
    /// <returns>The number of bytes read.</returns>
    public int ReadUpTo(Span<byte> buffer) => Content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);

    /// <summary>Reads what the header announced, and sees that nothing follows.</summary>
    /// <param name="length">The number of bytes, at most <see cref="Array.MaxLength"/>.</param>
    public byte[] ReadRest(long length)
    {
        byte[] bytes = _isGzip ? ReadGrowing(length) : ReadPlain(length);
        return Content.ReadByte() < 0
            ? bytes
            : throw Error($"goes on after the {length} bytes of elements that its header announces.");
    }

    /// <summary>Reads up to the end.</summary>
    public byte[] ReadToEnd()
    {
        using MemoryStream bytes = new();
        try
        {
            Content.CopyTo(bytes);
        }
        catch (IOException) when (bytes.Length > Array.MaxLength / 2)
        {
            throw Error($"unpacks to more than {Array.MaxLength} bytes.");
        }

        return bytes.ToArray();
    }

    public void Dispose()
    {
        Content.Dispose();
        _file.Dispose();
    }

    private byte[] ReadPlain(long length)
    {
        long left = _file.Length - _file.Position;
        if (left < length)
        {
            throw EndsEarly(length, left);
        }

        byte[] bytes = new byte[length];
        _file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>How much a packed file holds is known when it has been unpacked: the buffer grows with what came.</summary>
    private byte[] ReadGrowing(long length)
    {
        byte[] bytes = new byte[Math.Min(length, ChunkBytes)];
        int filled = 0;
        while (true)
        {
            filled += ReadUpTo(bytes.AsSpan(filled));
            if (filled < bytes.Length)
            {
                throw EndsEarly(length, filled);
            }

            if (filled == length)
            {
                return bytes;
            }

            Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
        }
    }

    private InvalidDataException EndsEarly(long expected, long actual) =>
        Error($"ends before the {expected} bytes of elements that its header announces: {actual} follow.");
}
