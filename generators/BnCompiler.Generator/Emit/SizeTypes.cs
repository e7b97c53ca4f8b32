namespace BnCompiler.Generator.Emit;

/// <summary>Types that stand for numbers: <c>S64</c>, and <c>SM3</c> for −3.</summary>
internal static class SizeTypes
{
    public static string NameOf(int size) => size < 0 ? "SM" + Literal.Int(-size) : "S" + Literal.Int(size);

    /// <summary>Writes them, one a line, visible in their file only.</summary>
    public static void Write(CodeWriter writer, IEnumerable<int> sizes)
    {
        int[] ascending = [.. sizes.Distinct().OrderBy(size => size)];
        if (ascending.Length > 0)
        {
            writer.Line();
        }

        foreach (int size in ascending)
        {
            writer.Line($"file readonly struct {NameOf(size)} : ISize {{ public static int Value => {Literal.Int(size)}; }}");
        }
    }
}
