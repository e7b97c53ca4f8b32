using System.Text;

namespace BnCompiler.Testing;

/// <summary>Compares a text with its verified file and leaves a received file where they differ.</summary>
internal static class Snapshot
{
    // Verify writes its files with a byte order mark; a file without one reads the same.
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: true);

    public static async Task CompareAsync(string target, SnapshotName name)
    {
        string received = Normalize(target);
        string? verified = File.Exists(name.Verified) ? Normalize(await File.ReadAllTextAsync(name.Verified).ConfigureAwait(false)) : null;
        if (verified is not null && AreEqual(received, verified))
        {
            File.Delete(name.Received);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(name.Received)!);
        await File.WriteAllTextAsync(name.Received, received, Encoding).ConfigureAwait(false);
        throw new SnapshotException(Message(name, received, verified));
    }

    private static string Normalize(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    // An editor may have added one line end to the verified file.
    private static bool AreEqual(string received, string verified) =>
        string.Equals(received, verified, StringComparison.Ordinal) || string.Equals(received + "\n", verified, StringComparison.Ordinal);

    private static string Message(SnapshotName name, string received, string? verified) =>
        $"""
        {(verified is null ? "There is no verified file yet." : "The received text differs from the verified one.")}
        Directory: {Path.GetDirectoryName(name.Verified)}
        Received:  {Path.GetFileName(name.Received)}
        Verified:  {Path.GetFileName(name.Verified)}
        To accept, read the received file and rename it over the verified one.

        """ + (verified is null ? "" : FirstDifference.Describe(received, verified));
}
