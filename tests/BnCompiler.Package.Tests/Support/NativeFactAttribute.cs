namespace BnCompiler.Package.Tests.Support;

/// <summary>A test that compiles ahead of time. Where the machine has no linker for that it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeFactAttribute : FactAttribute
{
    /// <summary>Looks for the tools.</summary>
    public NativeFactAttribute()
    {
        if (OperatingSystem.IsLinux() && !(IsOnPath("clang") || IsOnPath("gcc")))
        {
            // The runner's line of a skipped test has its name, not the reason.
            Skip = DisplayName = "NativeAOT is not tested: it links with clang or gcc, and neither is on the path";
        }
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
