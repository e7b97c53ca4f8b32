namespace BnCompiler;

/// <summary>Replaces files as a whole.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file beside the destination, brings it to the disk, and renames it; a failure leaves the destination as it was.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string destination = Path.GetFullPath(path);
        string temporary = $"{destination}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, destination, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
