using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Writes <c>factor</c> = 1 / (positions of a window), once where all windows have equally many, otherwise per window.</summary>
internal sealed class AverageDivisor(KernelWriter writer, PoolLoops loops, bool countIncludePad)
{
    private readonly string? rows = PoolLoops.Count(loops.Rows, "y", countIncludePad);
    private readonly string? columns = PoolLoops.Count(loops.Columns, "x", countIncludePad);

    private bool IsConstant => rows is null && columns is null;

    /// <summary>Whether the one window is exactly the image.</summary>
    public static bool IsGlobal(Window window, Layout input, Layout output) =>
        (output.Height, output.Width) == (1, 1)
        && (window.KernelHeight, window.KernelWidth) == (input.Height, input.Width)
        && (window.PaddingHeight, window.PaddingWidth) == (0, 0);

    public static void Check(Window window)
    {
        if ((window.DilationHeight, window.DilationWidth) != (1, 1))
        {
            throw new InvalidOperationException("Average pooling has no dilation.");
        }
    }

    /// <summary>Writes the constant, where there is one, in front of the loops.</summary>
    public void Constant()
    {
        if (IsConstant)
        {
            writer.Line($"const float factor = 1f / {loops.Rows.Kernel * loops.Columns.Kernel};");
        }
    }

    /// <summary>Writes the variable, where there is one, inside the loop over windows.</summary>
    public void PerWindow()
    {
        if (!IsConstant)
        {
            writer.Line($"float factor = 1f / (({rows ?? Literal.Int(loops.Rows.Kernel)}) * ({columns ?? Literal.Int(loops.Columns.Kernel)}));");
        }
    }
}
