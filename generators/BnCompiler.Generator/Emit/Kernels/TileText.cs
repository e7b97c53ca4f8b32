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

    /// <summary>The parameters of a kernel's entry: its memory, and the range of samples or the share of a sample.</summary>
    public static IEnumerable<string> Parameters(Kernel kernel) => [.. References(kernel), .. Range(kernel)];

    private static string[] Range(Kernel kernel) =>
        kernel.Range == KernelRange.Samples ? ["int first", "int last"]
        : kernel.Range == KernelRange.Rows ? ["int rows"]
        : kernel is ContractionKernel { Loops.ColumnsAreSamples: true } or LinearWeightGradientKernel ? ["int first", "int last", "WorkerShare share"]
        : ["WorkerShare share"];

    public static IEnumerable<string> References(Kernel kernel) =>
        kernel.Parameters.Select(parameter => (parameter.IsDouble ? "ref double " : "ref float ") + parameter.Name);

    /// <summary>A value that depends on the tier, as an expression that the JIT folds.</summary>
    public static string ByWidth(int wide, int narrow) =>
        wide == narrow ? Literal.Int(wide) : $"TSimd.Lanes == {Layout.Lanes} ? {wide} : {narrow}";
}
