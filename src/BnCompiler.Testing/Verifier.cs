using System.Runtime.CompilerServices;

namespace BnCompiler.Testing;

/// <summary>
/// The built-in snapshot engine: the calls and the files of <c>Verify.Xunit</c>, for text. A test that uses it moves to Verify, or back, by
/// changing one <c>global using static</c> line.
/// </summary>
/// <remarks>
/// The class that holds the test has the name of its file, and the test itself calls <c>Verify</c>: the engine takes both names from
/// the compiler and depends on no test framework.
/// </remarks>
public static class Verifier
{
    /// <summary>
    /// Compares a text with the verified file beside the test, <c>{Class}.{Method}.verified.{extension}</c>. Await the result.
    /// </summary>
    /// <param name="target">The text; line ends are normalised to LF.</param>
    /// <param name="extension">The extension of the file, without a dot.</param>
    /// <param name="sourceFile">Given by the compiler.</param>
    /// <param name="method">Given by the compiler.</param>
    /// <returns>A task that takes the options and fails when the texts differ.</returns>
    public static SettingsTask Verify(
        string? target,
        string extension = "txt",
        [CallerFilePath] string sourceFile = "",
        [CallerMemberName] string method = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(extension);
        return new SettingsTask(target ?? "null", new SnapshotName(sourceFile, method, extension));
    }
}
