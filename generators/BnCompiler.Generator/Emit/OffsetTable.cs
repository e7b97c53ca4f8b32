namespace BnCompiler.Generator.Emit;

/// <summary>A nested class of named offsets, so that emitted calls say what they reach.</summary>
internal static class OffsetTable
{
    public static void Write(CodeWriter writer, string className, string summary, IEnumerable<(string Name, int Offset)> entries)
    {
        writer.Summary(summary);
        using (writer.Block($"private static class {className}"))
        {
            foreach (var (name, offset) in entries)
            {
                writer.Line($"public const int {name} = {offset};");
            }
        }
    }
}
