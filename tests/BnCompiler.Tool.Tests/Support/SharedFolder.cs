using Xunit.Abstractions;

namespace BnCompiler.Tool.Tests.Support;

/// <summary>Files that others made, which stand beside the repository and not in it.</summary>
internal static class SharedFolder
{
    /// <summary>Names the folder that holds <c>conformance</c> and <c>data</c>.</summary>
    private const string Variable = "BNCOMPILER_SHARED";

    /// <summary>A folder inside; null, and one line in the test's output, where it is missing.</summary>
    /// <param name="path">With slashes.</param>
    public static string? Find(string path, ITestOutputHelper output)
    {
        foreach (string root in Roots())
        {
            string candidate = Path.Combine([root, .. path.Split('/')]);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        output.WriteLine($"No folder {path} in {Variable} or in a folder 'shared' beside the repository: its files were not tried.");
        return null;
    }

    private static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            yield return given;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared");
        }
    }
}
