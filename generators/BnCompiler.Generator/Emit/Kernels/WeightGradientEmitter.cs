using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// dW += Σ x·dy: loops over tiles of the packed weights around a register tile that walks all positions of a sample (or all samples of the
/// call where there is one position). Each step reads one input per tile row and broadcasts it, and the vectors of dy.
/// </summary>
internal sealed class WeightGradientEmitter : IKernelEmitter
{
    private static readonly string[] References = ["ref float input", "ref float outputGradient", "ref float weightGradient"];

    public void Emit(CodeWriter writer, string methodName, string summary, Kernel kernel)
    {
        var gradient = (WeightGradientKernel)kernel;
        var parameters = References.Append("int first").Append("int last");
        using (TileText.Method(writer, summary, methodName, parameters))
        {
            WriteLoops(writer, methodName, gradient);
        }

        WriteTiles(writer, methodName, gradient, gradient.Wide, "", "512-bit vectors");
        WriteTiles(writer, methodName, gradient, gradient.Narrow, "Narrow", "256-bit or 128-bit vectors");
    }

    /// <summary>Whether all taps fit into one tile, whose rows are then spread over the image.</summary>
    private static bool IsOneTile(WeightGradientKernel kernel, Tile tile) => kernel.Loops.Depth <= tile.Rows;

    private static void WriteLoops(CodeWriter writer, string name, WeightGradientKernel kernel)
    {
        var loops = kernel.Loops;
        writer.Line($"const int Outputs = {kernel.Outputs}, BlockWidth = {kernel.BlockWidth};");
        writer.Line($"const int BlockLength = {loops.Depth} * BlockWidth;");
        if (kernel.WindowStarts.Count > 0)
        {
            writer.Comment("First input channel that each block of outputs reads.");
            writer.Line($"ReadOnlySpan<int> windowStarts = [{string.Join(", ", kernel.WindowStarts.Select(Literal.Int))}];");
        }

        writer.Line($"int tileWidth = TSimd.Lanes * {(kernel.Wide.Vectors == kernel.Narrow.Vectors ? kernel.Wide.Vectors : $"({TileText.ByWidth(kernel.Wide.Vectors, kernel.Narrow.Vectors)})")};");
        if (loops.ColumnsAreSamples)
        {
            WriteChannels(writer, name, kernel, "input", "outputGradient");
            return;
        }

        using (writer.Block("for (int n = first; n < last; n++)"))
        {
            writer.Line($"ref float inputSample = ref Unsafe.Add(ref input, ((nint)n * {loops.InputSampleStride}) + ({loops.InputOffset}));");
            writer.Line($"ref float gradientSample = ref Unsafe.Add(ref outputGradient, ((nint)n * {loops.OutputSampleStride}) + {loops.OutputOffset});");
            WriteChannels(writer, name, kernel, "inputSample", "gradientSample");
        }
    }

    private static void WriteChannels(CodeWriter writer, string name, WeightGradientKernel kernel, string input, string outputGradient)
    {
        var loops = kernel.Loops;
        using (writer.Block("for (int channel = 0; channel < Outputs; channel += tileWidth)"))
        {
            writer.Line($"ref float dy = ref Unsafe.Add(ref {outputGradient}, channel);");
            writer.Line("ref float dw = ref Unsafe.Add(ref weightGradient, (channel / BlockWidth * BlockLength) + (channel % BlockWidth));");
            string window = kernel.WindowStarts.Count == 0 ? "" : "windowStarts[channel / BlockWidth]";
            writer.Line(window.Length == 0 ? $"ref float x = ref {input};" : $"ref float x = ref Unsafe.Add(ref {input}, {window});");
            string range = loops.ColumnsAreSamples ? ", first, last" : "";
            using (writer.Block($"if (TSimd.Lanes == {Layout.Lanes})"))
            {
                WriteTileLoops(writer, name, kernel, kernel.Wide, "", range);
            }

            using (writer.Block("else"))
            {
                WriteTileLoops(writer, name, kernel, kernel.Narrow, "Narrow", range);
            }
        }
    }

    private static void WriteTileLoops(CodeWriter writer, string name, WeightGradientKernel kernel, Tile tile, string prefix, string range)
    {
        var loops = kernel.Loops;
        if (IsOneTile(kernel, tile))
        {
            writer.Line($"{name}{prefix}Tile<TSimd, TVector>(ref x, ref dy, ref dw{range});");
            return;
        }

        using var rows = TileText.Loop(writer, "ky", loops.TapRows);
        using var columns = TileText.Loop(writer, "kx", loops.TapColumns);
        string tap = Sum(loops.TapRows > 1 ? $"(ky * {loops.TapRowStride})" : "", loops.TapColumns > 1 ? $"(kx * {loops.TapColumnStride})" : "");
        string place = Sum(
            loops.TapRows > 1 ? $"(ky * {loops.TapColumns * loops.Channels})" : "", loops.TapColumns > 1 ? $"(kx * {loops.Channels})" : "");
        int full = loops.Channels / tile.Rows * tile.Rows;
        if (full > 0)
        {
            using (writer.Block($"for (int k = 0; k < {full}; k += {tile.Rows})"))
            {
                writer.Line($"{name}{prefix}Tile<TSimd, TVector>(ref Unsafe.Add(ref x, {Sum(tap, "k")}), ref dy, ref Unsafe.Add(ref dw, ({Sum(place, "k")}) * BlockWidth){range});");
            }
        }

        if (full < loops.Channels)
        {
            writer.Line($"{name}{prefix}Rest<TSimd, TVector>(ref Unsafe.Add(ref x, {Sum(tap, Literal.Int(full))}), ref dy, ref Unsafe.Add(ref dw, ({Sum(place, Literal.Int(full))}) * BlockWidth){range});");
        }
    }

    private static void WriteTiles(CodeWriter writer, string name, WeightGradientKernel kernel, Tile tile, string prefix, string width)
    {
        var loops = kernel.Loops;
        if (IsOneTile(kernel, tile))
        {
            var offsets = from ky in Enumerable.Range(0, loops.TapRows)
                          from kx in Enumerable.Range(0, loops.TapColumns)
                          from k in Enumerable.Range(0, loops.Channels)
                          select (ky * loops.TapRowStride) + (kx * loops.TapColumnStride) + k;
            WriteTile(writer, name + prefix + "Tile", kernel, [.. offsets], tile.Vectors, width);
            return;
        }

        if (loops.Channels >= tile.Rows)
        {
            WriteTile(writer, name + prefix + "Tile", kernel, [.. Enumerable.Range(0, tile.Rows)], tile.Vectors, width);
        }

        if (loops.Channels % tile.Rows > 0)
        {
            WriteTile(writer, name + prefix + "Rest", kernel, [.. Enumerable.Range(0, loops.Channels % tile.Rows)], tile.Vectors, width);
        }
    }

    private static void WriteTile(CodeWriter writer, string name, WeightGradientKernel kernel, int[] offsets, int vectors, string width)
    {
        var loops = kernel.Loops;
        var parameters = loops.ColumnsAreSamples ? References.Append("int first").Append("int last") : References;
        writer.Line();
        using var method = TileText.Method(
            writer, $"{offsets.Length} inputs × {vectors} vectors of output channels, in registers; for {width}.", name, parameters);
        for (int row = 0; row < offsets.Length; row++)
        {
            var loads = Enumerable.Range(0, vectors).Select(vector =>
                $"{TileText.Accumulator(row, vector)} = TSimd.Load(ref weightGradient, {TileText.Offset(row * kernel.BlockWidth, vector)})");
            writer.Line($"TVector {string.Join(", ", loads)};");
        }

        if (loops.ColumnsAreSamples)
        {
            writer.Line($"ref float x = ref Unsafe.Add(ref input, ((nint)first * {loops.InputSampleStride}) + ({loops.InputOffset}));");
            writer.Line($"ref float dy = ref Unsafe.Add(ref outputGradient, ((nint)first * {loops.OutputSampleStride}) + {loops.OutputOffset});");
            WriteSteps(writer, "for (int n = first; n < last; n++)", offsets, vectors, loops.InputSampleStride, loops.OutputSampleStride);
        }
        else
        {
            using var rows = TileText.Loop(writer, "y", loops.Rows);
            string y = loops.Rows > 1 ? "y" : "0";
            writer.Line($"ref float x = ref Unsafe.Add(ref input, {y} * {loops.InputRowStep});");
            writer.Line($"ref float dy = ref Unsafe.Add(ref outputGradient, {y} * {loops.OutputRowStep});");
            WriteSteps(writer, $"for (int i = 0; i < {loops.Columns}; i++)", offsets, vectors, loops.InputColumnStep, loops.OutputColumnStep);
        }

        for (int row = 0; row < offsets.Length; row++)
        {
            var stores = Enumerable.Range(0, vectors).Select(vector =>
                $"TSimd.Store({TileText.Accumulator(row, vector)}, ref weightGradient, {TileText.Offset(row * kernel.BlockWidth, vector)});");
            writer.Line(string.Join(" ", stores));
        }
    }

    private static void WriteSteps(CodeWriter writer, string loop, int[] offsets, int vectors, int inputStep, int gradientStep)
    {
        using (writer.Block(loop))
        {
            var loads = Enumerable.Range(0, vectors).Select(vector =>
                $"d{TileText.VectorName(vector)} = TSimd.Load(ref dy, {TileText.VectorOffset(vector)})");
            writer.Line($"TVector {string.Join(", ", loads)};");
            for (int row = 0; row < offsets.Length; row++)
            {
                var products = Enumerable.Range(0, vectors).Select(vector =>
                    $"{TileText.Accumulator(row, vector)} = TSimd.MultiplyAdd(value, d{TileText.VectorName(vector)}, {TileText.Accumulator(row, vector)});");
                writer.Line($"{(row == 0 ? "TVector " : "")}value = TSimd.Broadcast(ref x, {offsets[row]}); {string.Join(" ", products)}");
            }

            writer.Line($"x = ref Unsafe.Add(ref x, {inputStep});");
            writer.Line($"dy = ref Unsafe.Add(ref dy, {gradientStep});");
        }
    }

    private static string Sum(params string[] terms) =>
        terms.Any(term => term.Length > 0) ? string.Join(" + ", terms.Where(term => term.Length > 0)) : "0";
}
