using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>How kernels reach a bias that depends on the position.</summary>
internal static class BiasRowText
{
    /// <summary>The offset of the row of biases of output row <paramref name="y"/>, as an expression.</summary>
    public static string Offset(BiasRows rows, string y)
    {
        int lastShared = rows.Rows - 1 - rows.Trailing;
        string[] parts =
        [
            .. rows.Leading == 0 ? Array.Empty<string>() : [$"Math.Min({y}, {rows.Leading})"],
            .. rows.Trailing == 0 ? Array.Empty<string>() : [$"Math.Max({y} - {lastShared}, 0)"],
        ];
        return parts.Length == 0 ? "0" : $"(({string.Join(" + ", parts)}) * {rows.RowStride})";
    }
}
