using System.Security.Cryptography;
using System.Text;
using BnCompiler.Generator;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// Compiled networks, a file each in the folder that BNCOMPILER_COMPILED_NETWORKS names, if it names one: what one run has compiled, the next one runs with other vectors.
/// </summary>
internal static class NetworkImages
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("BNCOMPILER_COMPILED_NETWORKS") is { Length: > 0 } folder ? folder : null;

    public static Stream? Find(IEnumerable<string> sources) =>
        Folder is not null && PathOf(Folder, sources) is var path && File.Exists(path) ? new MemoryStream(File.ReadAllBytes(path)) : null;

    public static void Keep(IEnumerable<string> sources, MemoryStream image)
    {
        if (Folder is null)
        {
            return;
        }

        // Another test may write or read the same file.
        string whole = Path.Combine(Directory.CreateDirectory(Folder).FullName, Path.GetRandomFileName());
        File.WriteAllBytes(whole, image.ToArray());
        File.Move(whole, PathOf(Folder, sources), overwrite: true);
    }

    /// <summary>The name says what was compiled, by which generator and against which library.</summary>
    private static string PathOf(string folder, IEnumerable<string> sources)
    {
        string[] all = [$"{typeof(NetworkGenerator).Module.ModuleVersionId}", $"{typeof(NetworkAttribute).Module.ModuleVersionId}", .. sources];
        return Path.Combine(folder, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', all)))) + ".dll");
    }
}
