using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The text that register tiles share: names of accumulators, offsets, and the choice between the two widths.</summary>
internal static class TileText
{
    /// <summary>Accumulator of a tile row and a vector: <c>a0</c>, <c>b0</c>, <c>a1</c> …</summary>
    public static string Accumulator(int row, int vector) => VectorName(vector) + Literal.Int(row);

    public static string VectorName(int vector) => ((char)('a' + vector)).ToString();

    /// <summary>The offset of a vector in a row of vectors, as an expression.</summary>
    public static string VectorOffset(int vector) => vector switch
    {
        0 => "0",
        1 => "TSimd.Lanes",
        _ => $"{vector} * TSimd.Lanes",
    };

    /// <summary>A multiple of a size, as an expression.</summary>
    public static string Multiple(int factor, string size) => factor switch
    {
        0 => "0",
        1 => size,
        _ => $"{factor} * {size}",
    };

    /// <summary>A multiple of a size plus the offset of a vector, as an expression.</summary>
    public static string Offset(int factor, string size, int vector) => (factor, vector) switch
    {
        (_, 0) => Multiple(factor, size),
        (0, _) => VectorOffset(vector),
        _ => $"{Parenthesised(Multiple(factor, size))} + {Parenthesised(VectorOffset(vector))}",
    };

    private static string Parenthesised(string expression) => expression.Contains('*') ? $"({expression})" : expression;

    /// <summary>The parameters of a kernel's entry: its memory, and the range of samples.</summary>
    public static IEnumerable<string> Parameters(Kernel kernel) => [.. References(kernel), "int first", "int last"];

    public static IEnumerable<string> References(Kernel kernel) =>
        kernel.Parameters.Select(parameter => (parameter.IsDouble ? "ref double " : "ref float ") + parameter.Name);

    /// <summary>A value that depends on the tier, as an expression that the JIT folds.</summary>
    public static string ByWidth(int wide, int narrow) =>
        wide == narrow ? Literal.Int(wide) : $"TSimd.Lanes == {Layout.Lanes} ? {wide} : {narrow}";

    /// <summary>Writes the call of the wide tile in the 512-bit tier and of the narrow one in the others.</summary>
    public static void CallByWidth(CodeWriter writer, string name, string arguments)
    {
        using (writer.Block($"if (TSimd.Lanes == {Layout.Lanes})"))
        {
            writer.Line($"{name}<TSimd, TVector>({arguments});");
        }

        using (writer.Block("else"))
        {
            writer.Line($"Narrow{name}<TSimd, TVector>({arguments});");
        }
    }
}
