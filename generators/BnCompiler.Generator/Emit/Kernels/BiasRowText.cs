using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>How kernels reach a bias that depends on the position.</summary>
internal static class BiasRowText
{
    /// <summary>The offset of the row of biases of output row <paramref name="y"/>, as an expression.</summary>
    public static string Offset(KernelWriter writer, BiasRows rows, string y)
    {
        string leading = writer.Size("BiasLeading", rows.Leading);
        string lastShared = writer.Size("BiasLastShared", rows.Rows - 1 - rows.Trailing);
        return $"((Math.Min({y}, {leading}) + Math.Max({y} - {lastShared}, 0)) * {writer.Size("BiasRowStride", rows.RowStride)})";
    }
}
