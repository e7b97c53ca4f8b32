using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// dW += Σ x·dy: loops over tiles of the packed weights around a register tile that walks all positions of a sample (or all samples of the
/// call where there is one position), or some rows of it while dy stays in the closest cache. Each step reads one input per tile row and broadcasts it, and the vectors of dy.
/// </summary>
internal sealed class WeightGradientEmitter : IKernelEmitter
{
    private const string Tile = "Tile";

    private static readonly string[] References = ["ref float input", "ref float outputGradient", "ref float weightGradient"];

    public void Emit(KernelWriter writer, Kernel kernel)
    {
        var gradient = (WeightGradientKernel)kernel;
        RegisterSizes(writer, gradient);
        using (writer.Entry(TileText.Parameters(kernel)))
        {
            WriteLoops(writer, gradient);
        }

        WriteTiles(writer, gradient, gradient.Wide, "", "512-bit vectors");
        WriteTiles(writer, gradient, gradient.Narrow, "Narrow", "256-bit or 128-bit vectors");
    }

    /// <summary>Whether all taps fit into one tile, whose rows are then spread over the image.</summary>
    private static bool IsOneTile(WeightGradientKernel kernel, Tile tile) => kernel.Loops.Depth <= tile.Rows;

    private static void RegisterSizes(KernelWriter writer, WeightGradientKernel kernel)
    {
        var loops = kernel.Loops;
        writer.Size("Outputs", kernel.Outputs);
        writer.Size("BlockWidth", kernel.BlockWidth);
        ContractionEmitter.RegisterTaps(writer, loops);
        ContractionEmitter.RegisterPositions(writer, loops);
        if (!loops.ColumnsAreSamples)
        {
            writer.Size("RowsTogether", kernel.RowsTogether);
        }
    }

    private static void WriteLoops(KernelWriter writer, WeightGradientKernel kernel)
    {
        var loops = kernel.Loops;
        ContractionEmitter.WriteWindowStarts(writer, kernel.WindowStarts);

        writer.Line($"int tileWidth = TSimd.Lanes * {ContractionEmitter.TileWidth(kernel.Wide, kernel.Narrow)};");
        if (loops.ColumnsAreSamples)
        {
            WriteChannels(writer, kernel, "input", "outputGradient");
            return;
        }

        using var samples = writer.Block("for (int n = first; n < last; n++)");
        using var rows = writer.Block("for (int y = 0; y < Rows; y += RowsTogether)");
        writer.Line("int rows = Math.Min(RowsTogether, Rows - y);");
        writer.Line($"ref float inputRows = ref Unsafe.Add(ref input, ((nint)n * InputSampleStride) + InputOffset + (y * InputRowStep));");
        writer.Line($"ref float gradientRows = ref Unsafe.Add(ref outputGradient, ((nint)n * OutputSampleStride) + OutputOffset + (y * OutputRowStep));");
        WriteChannels(writer, kernel, "inputRows", "gradientRows");
    }

    private static void WriteChannels(KernelWriter writer, WeightGradientKernel kernel, string input, string outputGradient)
    {
        var loops = kernel.Loops;
        using (writer.Block("for (int channel = 0; channel < Outputs; channel += tileWidth)"))
        {
            writer.Line($"ref float dy = ref Unsafe.Add(ref {outputGradient}, channel);");
            writer.Line($"ref float dw = ref Unsafe.Add(ref weightGradient, (channel / BlockWidth * {ContractionEmitter.BlockLength}) + (channel % BlockWidth));");
            string window = kernel.WindowStarts.Count == 0 ? "" : "windowStarts[channel / BlockWidth]";
            writer.Line(window.Length == 0 ? $"ref float x = ref {input};" : $"ref float x = ref Unsafe.Add(ref {input}, {window});");
            string range = loops.ColumnsAreSamples ? ", first, last" : ", rows";
            using (writer.Block($"if (TSimd.Lanes == {Layout.Lanes})"))
            {
                WriteTileLoops(writer, kernel, kernel.Wide, "", range);
            }

            using (writer.Block("else"))
            {
                WriteTileLoops(writer, kernel, kernel.Narrow, "Narrow", range);
            }
        }
    }

    private static void WriteTileLoops(KernelWriter writer, WeightGradientKernel kernel, Tile tile, string prefix, string range)
    {
        var loops = kernel.Loops;
        if (IsOneTile(kernel, tile))
        {
            writer.Line($"{prefix}{Tile}<TSimd, TVector>(ref x, ref dy, ref dw{range});");
            return;
        }

        using var tapRows = writer.Block("for (int ky = 0; ky < TapRows; ky++)");
        using var tapColumns = writer.Block("for (int kx = 0; kx < TapColumns; kx++)");
        const string Tap = "(ky * TapRowStride) + (kx * TapColumnStride)";
        const string Place = "(((ky * TapColumns) + kx) * Channels)";
        GradientTile.WriteCalls(writer, loops.Channels, tile.Rows, (name, row) => writer.Line(
            $"{prefix}{name}<TSimd, TVector>(ref Unsafe.Add(ref x, {Tap} + {row}), ref dy, ref Unsafe.Add(ref dw, ({Place} + {row}) * BlockWidth){range});"));
    }

    private static void WriteTiles(KernelWriter writer, WeightGradientKernel kernel, Tile tile, string prefix, string width)
    {
        var loops = kernel.Loops;
        if (IsOneTile(kernel, tile))
        {
            var taps = from ky in Enumerable.Range(0, loops.TapRows)
                       from kx in Enumerable.Range(0, loops.TapColumns)
                       from k in Enumerable.Range(0, loops.Channels)
                       select Sum(Tap(ky, "TapRowStride"), Tap(kx, "TapColumnStride"), k == 0 ? "" : Literal.Int(k));
            WriteTile(writer, prefix + Tile, kernel, [.. taps], tile.Vectors, width);
            return;
        }

        foreach (var (name, rows) in GradientTile.Methods(loops.Channels, tile.Rows))
        {
            WriteTile(writer, prefix + name, kernel, GradientTile.Consecutive(rows), tile.Vectors, width);
        }
    }

    private static string Tap(int index, string stride) => index == 0 ? "" : index == 1 ? stride : $"({index} * {stride})";

    private static void WriteTile(KernelWriter writer, string name, WeightGradientKernel kernel, string[] offsets, int vectors, string width)
    {
        var loops = kernel.Loops;
        var parameters = loops.ColumnsAreSamples ? References.Append("int first").Append("int last") : References.Append("int rows");
        using var method = writer.Method(
            $"{offsets.Length} inputs × {vectors} vectors of output channels, in registers; for {width}.", name, parameters);
        var tile = new GradientTile(writer, offsets, vectors, "BlockWidth");
        tile.Load();
        if (loops.ColumnsAreSamples)
        {
            writer.Line($"ref float x = ref Unsafe.Add(ref input, ((nint)first * InputSampleStride) + InputOffset);");
            writer.Line($"ref float dy = ref Unsafe.Add(ref outputGradient, ((nint)first * OutputSampleStride) + OutputOffset);");
            tile.Sum("for (int n = first; n < last; n++)", "InputSampleStride", "OutputSampleStride");
        }
        else
        {
            using var loop = writer.Block("for (int y = 0; y < rows; y++)");
            writer.Line("ref float x = ref Unsafe.Add(ref input, y * InputRowStep);");
            writer.Line("ref float dy = ref Unsafe.Add(ref outputGradient, y * OutputRowStep);");
            tile.Sum("for (int i = 0; i < Columns; i++)", "InputColumnStep", "OutputColumnStep");
        }

        tile.Store();
    }

    private static string Sum(params string[] terms) =>
        terms.Any(term => term.Length > 0) ? string.Join(" + ", terms.Where(term => term.Length > 0)) : "0";
}
