using System.Buffers.Binary;
using System.IO.Compression;

namespace BnCompiler;

/// <summary>
/// What a gzip file holds, from its beginning to its end. .NET's stream takes a file that was cut off for one that ends there; this one compares with the length that
/// the last four bytes give.
/// </summary>
internal sealed class GzipContent : Stream
{
    private readonly GZipStream _unpacked;
    private readonly uint _announced;
    private uint _length;

    /// <param name="file">The whole file; stays open.</param>
    public GzipContent(Stream file)
    {
        Span<byte> end = stackalloc byte[sizeof(uint)];
        file.Seek(-Math.Min(end.Length, file.Length), SeekOrigin.End);
        file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false);
        _announced = BinaryPrimitives.ReadUInt32LittleEndian(end);
        file.Position = 0;
        _unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = _unpacked.Read(buffer);
        _length += (uint)read;
        return read > 0 || buffer.IsEmpty || _length == _announced
            ? read
            : throw new InvalidDataException($"it unpacks to {_length} bytes, its end announces {_announced}; it was cut off, or consists of several parts.");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }
}
