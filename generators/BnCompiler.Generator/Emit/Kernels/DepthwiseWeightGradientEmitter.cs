using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>dW of a depthwise convolution: one accumulator per tap, which goes to memory once per sample, so that rounding errors stay small.</summary>
internal sealed class DepthwiseWeightGradientEmitter : KernelEmitter<DepthwiseWeightGradientKernel>
{
    private const int MostAccumulators = 9;

    protected override void EmitBody(KernelWriter writer, DepthwiseWeightGradientKernel kernel)
    {
        var rows = WindowAxis.Rows(kernel.Window, kernel.Input, kernel.OutputGradient);
        var columns = WindowAxis.Columns(kernel.Window, kernel.Input, kernel.OutputGradient);
        DepthwiseSamples.Emit(writer, [new("input", kernel.Input), new("outputGradient", kernel.OutputGradient)], () =>
        {
            if (rows.Kernel * columns.Kernel <= MostAccumulators)
            {
                EmitTaps(writer, rows, columns, 0, rows.Kernel, 0, columns.Kernel);
                return;
            }

            using (writer.Block($"for (int i = 0; i < {rows.Kernel}; i++)"))
            {
                for (int column = 0; column < columns.Kernel; column += MostAccumulators)
                {
                    using (writer.Block())
                    {
                        EmitTaps(writer, rows, columns, null, 1, column, Math.Min(MostAccumulators, columns.Kernel - column));
                    }
                }
            }
        });
    }

    /// <summary>Sums a block of taps over the image; with <paramref name="firstRow"/> null, of the row of taps <c>i</c>.</summary>
    private static void EmitTaps(KernelWriter writer, WindowAxis rows, WindowAxis columns, int? firstRow, int rowCount, int firstColumn, int columnCount)
    {
        for (int tap = 0; tap < rowCount * columnCount; tap++)
        {
            writer.Line($"var sum{tap} = TSimd.Zero;");
        }

        string top = firstRow is int row ? rows.Affine("y", rows.First(row)) : $"{rows.Affine("y", -rows.Padding)} + (i * {rows.Dilation})";
        using (writer.Block($"for (int y = 0; y < {writer.Size("Rows", rows.OutputSize)}; y++)"))
        {
            writer.Line($"ref float inputRow = ref Unsafe.Add(ref inputSample, (({top}) * InputRowStride) + ({Literal.Int(columns.First(firstColumn))} * Pitch) + c);");
            writer.Line("ref float outputGradientRow = ref Unsafe.Add(ref outputGradientSample, (y * OutputGradientRowStride) + c);");
            using (writer.Block($"for (int x = 0; x < {writer.Size("Columns", columns.OutputSize)}; x++)"))
            {
                writer.Line("var dy = TSimd.Load(ref outputGradientRow, x * Pitch);");
                writer.Line($"ref float window = ref Unsafe.Add(ref inputRow, x * ({columns.Stride} * Pitch));");
                for (int tap = 0; tap < rowCount * columnCount; tap++)
                {
                    string offset = $"({tap / columnCount * rows.Dilation} * InputRowStride) + ({tap % columnCount * columns.Dilation} * Pitch)";
                    writer.Line($"sum{tap} = TSimd.MultiplyAdd(dy, TSimd.Load(ref window, {offset}), sum{tap});");
                }
            }
        }

        for (int tap = 0; tap < rowCount * columnCount; tap++)
        {
            int index = (((firstRow ?? 0) + (tap / columnCount)) * columns.Kernel) + firstColumn + (tap % columnCount);
            string weight = firstRow is null ? $"(((i * {columns.Kernel}) + {index}) * Pitch) + c" : $"({index} * Pitch) + c";
            writer.Line($"TSimd.Store(TSimd.Add(sum{tap}, TSimd.Load(ref weightGradient, {weight})), ref weightGradient, {weight});");
        }
    }
}
