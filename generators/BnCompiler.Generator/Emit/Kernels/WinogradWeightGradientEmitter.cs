using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// dW += (Bᵀ·x·B) ⊙ (A·dy·Aᵀ), summed over squares: some rows of squares at a time, of one sample or of several, are transformed and multiplied place by place. Sums lie
/// <c>[place][input][output]</c>.
/// </summary>
internal sealed class WinogradWeightGradientEmitter : IKernelEmitter
{
    public void Emit(KernelWriter writer, Kernel kernel)
    {
        var gradient = (WinogradWeightGradientKernel)kernel;
        RegisterSizes(writer, gradient);
        using (writer.Entry(TileText.Parameters(kernel)))
        {
            WriteRounds(writer, gradient);
        }

        var transform = new WinogradTransform(writer, gradient.Size);
        transform.WriteInputMethod();
        transform.WriteGradientMethod();
        WriteTiles(writer, gradient, gradient.Wide, "", "512-bit vectors");
        WriteTiles(writer, gradient, gradient.Narrow, "Narrow", "256-bit or 128-bit vectors");
    }

    private static void RegisterSizes(KernelWriter writer, WinogradWeightGradientKernel kernel)
    {
        writer.Size("SquareRows", kernel.SquareRows);
        writer.Size("SquareColumns", kernel.SquareColumns);
        writer.Size("RowsTogether", kernel.RowsTogether);
        writer.Size("Channels", kernel.Input.Channels);
        writer.Size("Outputs", kernel.OutputGradient.Channels);
        writer.Size("InputSampleStride", kernel.Input.SampleStride);
        writer.Size("InputRowStride", kernel.Input.RowStride);
        writer.Size("InputPitch", kernel.Input.Pitch);
        writer.Size("InputOffset", -(kernel.Padding.Rows * kernel.Input.RowStride) - (kernel.Padding.Columns * kernel.Input.Pitch));
        writer.Size("OutputSampleStride", kernel.OutputGradient.SampleStride);
        writer.Size("OutputRowStride", kernel.OutputGradient.RowStride);
        writer.Size("OutputPitch", kernel.OutputGradient.Pitch);
        writer.Size("InputsLength", kernel.InputsLength);
        writer.Size("GradientsLength", kernel.GradientsLength);
    }

    private static void WriteRounds(KernelWriter writer, WinogradWeightGradientKernel kernel)
    {
        string places = Literal.Int(kernel.Span * kernel.Span);
        writer.Line("ref float inputs = ref scratch;");
        writer.Line($"ref float gradients = ref Unsafe.Add(ref scratch, {places} * InputsLength);");
        writer.Line($"int tileWidth = TSimd.Lanes * {ContractionEmitter.TileWidth(kernel.Wide, kernel.Narrow)};");
        writer.Comment("Rows of squares are counted through all samples.");
        using var rounds = writer.Block("for (int top = first * SquareRows; top < last * SquareRows; top += RowsTogether)");
        writer.Line("int squares = Math.Min(RowsTogether, (last * SquareRows) - top) * SquareColumns;");
        WriteTransforms(writer, kernel);
        writer.Line();
        using var place = writer.Block($"for (int place = 0; place < {places}; place++)");
        using var channels = writer.Block("for (int channel = 0; channel < Outputs; channel += tileWidth)");
        writer.Line("ref float x = ref Unsafe.Add(ref inputs, place * InputsLength);");
        writer.Line("ref float dy = ref Unsafe.Add(ref gradients, (place * GradientsLength) + channel);");
        writer.Line("ref float dw = ref Unsafe.Add(ref weightGradient, (place * Channels * Outputs) + channel);");
        using (writer.Block($"if (TSimd.Lanes == {Layout.Lanes})"))
        {
            WriteTileLoop(writer, kernel, kernel.Wide, "");
        }

        using (writer.Block("else"))
        {
            WriteTileLoop(writer, kernel, kernel.Narrow, "Narrow");
        }
    }

    private static void WriteTransforms(KernelWriter writer, WinogradWeightGradientKernel kernel)
    {
        using var squares = writer.Block("for (int square = 0; square < squares; square++)");
        writer.Line("int row = top + (square / SquareColumns);");
        writer.Line("nint n = row / SquareRows;");
        writer.Line($"int y = row % SquareRows * {kernel.Size};");
        writer.Line($"int x = square % SquareColumns * {kernel.Size};");
        writer.Line(
            $"{WinogradTransform.InputMethod}<TSimd, TVector>(ref Unsafe.Add(ref input, (n * InputSampleStride) + (y * InputRowStride) + (x * InputPitch) + InputOffset), "
            + "ref Unsafe.Add(ref inputs, square * Channels));");
        writer.Line(
            $"{WinogradTransform.GradientMethod}<TSimd, TVector>(ref Unsafe.Add(ref outputGradient, (n * OutputSampleStride) + (y * OutputRowStride) + (x * OutputPitch)), "
            + "ref Unsafe.Add(ref gradients, square * Outputs));");
    }

    private static void WriteTileLoop(KernelWriter writer, WinogradWeightGradientKernel kernel, Tile tile, string prefix) =>
        GradientTile.WriteCalls(writer, kernel.Input.Channels, tile.Rows, (name, row) =>
        {
            string first = row == "k" ? row : $"({row})";
            writer.Line($"{prefix}{name}<TSimd, TVector>(ref Unsafe.Add(ref x, {first}), ref dy, ref Unsafe.Add(ref dw, {first} * Outputs), squares);");
        });

    private static void WriteTiles(KernelWriter writer, WinogradWeightGradientKernel kernel, Tile tile, string prefix, string width)
    {
        foreach (var (name, rows) in GradientTile.Methods(kernel.Input.Channels, tile.Rows))
        {
            WriteTile(writer, prefix + name, rows, tile.Vectors, width);
        }
    }

    private static void WriteTile(KernelWriter writer, string name, int rows, int vectors, string width)
    {
        using var method = writer.Method(
            $"{rows} inputs × {vectors} vectors of output channels, in registers; for {width}.", name, ["ref float x", "ref float dy", "ref float weightGradient", "int squares"]);
        var tile = new GradientTile(writer, GradientTile.Consecutive(rows), vectors, "Outputs");
        tile.Load();
        tile.Sum("for (int square = 0; square < squares; square++)", "Channels", "Outputs");
        tile.Store();
    }
}
