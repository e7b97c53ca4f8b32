using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// dW = Σ dy·x for features: a worker's share of the outputs in tiles, for one strip of inputs after the other, which stays in cache meanwhile. A tile walks over all samples; the last one of
/// an axis overlaps the one before it and gives the same sums once more.
/// </summary>
internal sealed class LinearWeightGradientEmitter : IKernelEmitter
{
    public void Emit(KernelWriter writer, Kernel kernel)
    {
        var gradient = (LinearWeightGradientKernel)kernel;
        writer.Size("Inputs", gradient.Inputs);
        writer.Size("Outputs", gradient.Outputs);
        writer.Size("InputSampleStride", gradient.InputSampleStride);
        writer.Size("OutputSampleStride", gradient.OutputSampleStride);
        using (writer.Entry(TileText.Parameters(kernel)))
        {
            WriteLoops(writer, gradient);
        }

        WriteTile(writer, gradient.Wide, "", "512-bit vectors");
        WriteTile(writer, gradient.Narrow, "Narrow", "256-bit or 128-bit vectors");
    }

    private static void WriteLoops(KernelWriter writer, LinearWeightGradientKernel kernel)
    {
        writer.Line($"int tileWidth = TSimd.Lanes * {ContractionEmitter.TileWidth(kernel.Wide, kernel.Narrow)};");
        writer.Line($"int tileRows = {TileText.ByWidth(kernel.Wide.Rows, kernel.Narrow.Rows)};");
        writer.Line("int tiles = (Outputs + tileRows - 1) / tileRows;");
        writer.Line("int lastTile = share.Last(tiles);");
        using var strips = writer.Block("for (int strip = 0; strip < Inputs; strip += tileWidth)");
        writer.Line("int column = Math.Min(strip, Inputs - tileWidth);");
        writer.Line("ref float x = ref Unsafe.Add(ref input, column);");
        using var tiles = writer.Block("for (int tile = share.First(tiles); tile < lastTile; tile++)");
        writer.Line("int row = Math.Min(tile * tileRows, Outputs - tileRows);");
        writer.Line("ref float dy = ref Unsafe.Add(ref outputGradient, row);");
        writer.Line("ref float dw = ref Unsafe.Add(ref weightGradient, (row * Inputs) + column);");
        using (writer.Block($"if (TSimd.Lanes == {Layout.Lanes})"))
        {
            writer.Line("Tile<TSimd, TVector>(ref x, ref dy, ref dw, first, last);");
        }

        using (writer.Block("else"))
        {
            writer.Line("NarrowTile<TSimd, TVector>(ref x, ref dy, ref dw, first, last);");
        }
    }

    private static void WriteTile(KernelWriter writer, Tile tile, string prefix, string width)
    {
        using var method = writer.Method(
            $"{tile.Rows} outputs × {tile.Vectors} vectors of inputs, in registers; for {width}.", prefix + "Tile",
            ["ref float input", "ref float outputGradient", "ref float weightGradient", "int first", "int last"]);
        var sums = new GradientTile(writer, GradientTile.Consecutive(tile.Rows), tile.Vectors, "Inputs", rowsAreOutputs: true);
        sums.Clear();
        writer.Line("ref float x = ref Unsafe.Add(ref input, (nint)first * InputSampleStride);");
        writer.Line("ref float dy = ref Unsafe.Add(ref outputGradient, (nint)first * OutputSampleStride);");
        sums.Sum("for (int n = first; n < last; n++)", "InputSampleStride", "OutputSampleStride");
        sums.Store();
    }
}
