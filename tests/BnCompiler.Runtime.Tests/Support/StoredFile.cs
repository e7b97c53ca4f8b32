namespace BnCompiler.Runtime.Tests.Support;

/// <summary>A file that is written before each reading, in a folder of its own.</summary>
internal sealed class StoredFile : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.File("samples");

    /// <summary>Writes the bytes and reads them.</summary>
    public T Read<T>(byte[] bytes, Func<string, T> read)
    {
        File.WriteAllBytes(Path, bytes);
        return read(Path);
    }

    /// <summary>The message with which the bytes are refused; it names the file.</summary>
    public string Refusal<T>(byte[] bytes, Func<string, T> read)
    {
        string message = Assert.Throws<InvalidDataException>(() => Read(bytes, read)).Message;
        Assert.StartsWith($"'{Path}' ", message, StringComparison.Ordinal);
        return message;
    }

    /// <summary>Reads damaged variants of the bytes; only a refusal that names the file may come of it.</summary>
    /// <returns>How many were refused.</returns>
    public int Refused<T>(byte[] bytes, int rounds, Func<string, T> read)
    {
        RandomSource random = new(99UL);
        int refused = 0;
        for (int round = 0; round < rounds; round++)
        {
            try
            {
                Read(Mutations.Apply(bytes, random), read);
            }
            catch (InvalidDataException exception)
            {
                Assert.StartsWith($"'{Path}' ", exception.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        return refused;
    }

    public void Dispose() => _folder.Dispose();
}
