namespace BnCompiler.Generator.Emit;

/// <summary>Types that stand for numbers: <c>S64</c>, and <c>SM3</c> for −3.</summary>
internal static class SizeTypes
{
    public static string NameOf(int size) => size < 0 ? "SM" + Literal.Int(-size) : "S" + Literal.Int(size);

    /// <summary>Writes them, one a line.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="accessibility"><c>file</c> or <c>internal</c>.</param>
    /// <param name="sizes">The numbers.</param>
    public static void Write(CodeWriter writer, string accessibility, IEnumerable<int> sizes)
    {
        int[] ascending = [.. sizes.Distinct().OrderBy(size => size)];
        if (ascending.Length > 0)
        {
            writer.Line();
        }

        foreach (int size in ascending)
        {
            writer.Line($"{accessibility} readonly struct {NameOf(size)} : ISize {{ public static int Value => {Literal.Int(size)}; }}");
        }
    }
}
