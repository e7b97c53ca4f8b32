using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.QuickStart.Tests;

/// <summary>Writes folders of IDX files for the tests of those who read them.</summary>
internal static class IdxFolderFiles
{
    /// <summary>Writes a complete data folder of all-grey images, label i mod 10.</summary>
    public static void Write(string folder, int trainCount, int testCount, bool gzip, string separator = "-")
    {
        foreach (var (prefix, count) in new[] { ("train", trainCount), ("t10k", testCount) })
        {
            byte[] pixels = new byte[count * 28 * 28];
            pixels.AsSpan().Fill(51);
            byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];
            WriteFile($"{prefix}-images{separator}idx3-ubyte", IdxBytes.Create([count, 28, 28], pixels));
            WriteFile($"{prefix}-labels{separator}idx1-ubyte", IdxBytes.Create([count], labels));
        }

        void WriteFile(string name, byte[] content) =>
            File.WriteAllBytes(Path.Combine(folder, gzip ? name + ".gz" : name), gzip ? IdxBytes.Gzip(content) : content);
    }
}
