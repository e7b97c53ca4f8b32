using System.Runtime.CompilerServices;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Where the sources of the samples are.</summary>
internal static class SampleFolder
{
    public static string Path { get; } = Find();

    private static string Find([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "..", "samples"));
}
