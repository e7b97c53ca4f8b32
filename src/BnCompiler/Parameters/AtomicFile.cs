namespace BnCompiler;

/// <summary>Replaces files as a whole.</summary>
internal static class AtomicFile
{
    private const string Ending = ".tmp";

    /// <summary>Writes a file beside the destination, brings it to the disk, and renames it; a failure leaves the destination as it was.</summary>
    /// <param name="path">The destination.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="previousPath">
    /// What the destination is renamed to before, in place of another file; null where it is replaced. The new file is whole and on the disk by then, so whoever stops
    /// between the two renames leaves the old file under this name.
    /// </param>
    public static void Write(string path, Action<Stream> write, string? previousPath = null)
    {
        string destination = Path.GetFullPath(path);
        string temporary = $"{destination}.{Guid.NewGuid():N}{Ending}";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (previousPath is not null && File.Exists(destination))
            {
                File.Move(destination, previousPath, overwrite: true);
            }

            File.Move(temporary, destination, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Deletes what writers of this file left when their process was killed. Nobody may be writing it.</summary>
    public static void DeleteLeftovers(string path)
    {
        string destination = Path.GetFullPath(path);
        string prefix = Path.GetFileName(destination) + ".";
        DirectoryInfo folder = new(Path.GetDirectoryName(destination)!);
        if (!folder.Exists)
        {
            return;
        }

        foreach (FileInfo file in folder.EnumerateFiles())
        {
            string name = file.Name;
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal)
                && Guid.TryParseExact(name.AsSpan()[prefix.Length..^Ending.Length], "N", out _))
            {
                file.Delete();
            }
        }
    }
}
