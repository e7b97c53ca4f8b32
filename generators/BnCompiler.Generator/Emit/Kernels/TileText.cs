using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The text that register tiles share: their accumulators, methods and the choice between the two widths.</summary>
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

    /// <summary>A constant distance plus the offset of a vector.</summary>
    public static string Offset(int distance, int vector) =>
        (distance, vector) switch
        {
            (_, 0) => Literal.Int(distance),
            (0, _) => VectorOffset(vector),
            _ => $"{Literal.Int(distance)} + {(vector == 1 ? "" : $"{vector} * ")}TSimd.Lanes",
        };

    /// <summary>Opens a generic kernel method.</summary>
    public static CodeWriter.Scope Method(CodeWriter writer, string summary, string name, IEnumerable<string> parameters)
    {
        writer.Summary(summary);
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        return writer.Block($"""
            private static void {name}<TSimd, TVector>({string.Join(", ", parameters)})
                where TSimd : struct, ISimd<TVector>
                where TVector : struct
            """);
    }

    /// <summary>A value that depends on the tier, as an expression that the JIT folds.</summary>
    public static string ByWidth(int wide, int narrow) =>
        wide == narrow ? Literal.Int(wide) : $"TSimd.Lanes == {Layout.Lanes} ? {wide} : {narrow}";

    /// <summary>Writes the call of the wide tile in the 512-bit tier and of the narrow one in the others.</summary>
    public static void CallByWidth(CodeWriter writer, string wideName, string narrowName, string arguments)
    {
        using (writer.Block($"if (TSimd.Lanes == {Layout.Lanes})"))
        {
            writer.Line($"{wideName}<TSimd, TVector>({arguments});");
        }

        using (writer.Block("else"))
        {
            writer.Line($"{narrowName}<TSimd, TVector>({arguments});");
        }
    }

    /// <summary>Opens a counted loop, or only the scope of its body where it runs once.</summary>
    public static IDisposable Loop(CodeWriter writer, string variable, int count) =>
        count == 1 ? Nothing.Instance : writer.Block($"for (int {variable} = 0; {variable} < {count}; {variable}++)");

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
