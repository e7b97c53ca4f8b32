using System.Runtime.CompilerServices;

namespace BnCompiler.Tool.Tests.Conformance;

/// <summary>The result of each conformance case as it was when somebody last looked at it: a file beside this one.</summary>
internal static class Ledger
{
    public static string[] Read() => File.ReadAllLines(PathOf());

    public static void Write(IEnumerable<string> lines) => File.WriteAllText(PathOf(), string.Concat(lines.Select(line => line + "\n")));

    private static string PathOf([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "ledger.txt");
}
