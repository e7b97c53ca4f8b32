using Xunit.Abstractions;

namespace BnCompiler.Runtime.Tests.Support;

/// <summary>The files that others made, which stand beside the repository and not in it.</summary>
internal static class ConformanceFolder
{
    /// <summary>The folder of a suite; null, and one line in the test's output, where it is missing.</summary>
    public static string? Find(string suite, ITestOutputHelper output)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "conformance", suite);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        output.WriteLine($"No folder shared/conformance/{suite} beside the repository: its files were not tried.");
        return null;
    }
}
