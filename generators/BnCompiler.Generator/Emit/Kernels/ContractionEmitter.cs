using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// y = epilogue(b + Σ w·x): loops over samples, rows and blocks of output channels around a register tile. Each step of the tile's innermost
/// loop reads one input per row and broadcasts it, and as many vectors of weights as the tile is wide.
/// </summary>
internal sealed class ContractionEmitter : IKernelEmitter
{
    public void Emit(CodeWriter writer, string methodName, string summary, Kernel kernel)
    {
        var contraction = (ContractionKernel)kernel;
        using (TileText.Method(writer, summary, methodName, References(contraction).Append("int first").Append("int last")))
        {
            WriteConstants(writer, contraction);
            if (contraction.Loops.ColumnsAreSamples)
            {
                WriteSampleColumns(writer, methodName, contraction);
            }
            else
            {
                WriteSpatialLoops(writer, methodName, contraction);
            }
        }

        writer.Line();
        WriteTile(writer, methodName + "Tile", contraction, contraction.Wide, "512-bit vectors");
        writer.Line();
        WriteTile(writer, methodName + "NarrowTile", contraction, contraction.Narrow, "256-bit or 128-bit vectors");
        if (contraction.Loops.ColumnsAreSamples)
        {
            writer.Line();
            WriteSingleRow(writer, methodName + "Row", contraction, contraction.Wide.Vectors);
            writer.Line();
            WriteSingleRow(writer, methodName + "NarrowRow", contraction, contraction.Narrow.Vectors);
        }
    }

    private static IEnumerable<string> References(ContractionKernel kernel) =>
        kernel.Parameters.Select(parameter => "ref float " + parameter.Name);

    private static void WriteConstants(CodeWriter writer, ContractionKernel kernel)
    {
        writer.Line($"const int Outputs = {kernel.Outputs}, BlockWidth = {kernel.BlockWidth};");
        writer.Line($"const int BlockLength = {kernel.Loops.Depth} * BlockWidth;");
        if (kernel.WindowStarts.Count > 0)
        {
            writer.Comment("First input channel that each block of outputs reads.");
            writer.Line($"ReadOnlySpan<int> windowStarts = [{string.Join(", ", kernel.WindowStarts.Select(Literal.Int))}];");
        }

        writer.Line($"int tileRows = {TileText.ByWidth(kernel.Wide.Rows, kernel.Narrow.Rows)};");
        writer.Line($"int tileWidth = TSimd.Lanes * {(kernel.Wide.Vectors == kernel.Narrow.Vectors ? kernel.Wide.Vectors : $"({TileText.ByWidth(kernel.Wide.Vectors, kernel.Narrow.Vectors)})")};");
    }

    private static void WriteSpatialLoops(CodeWriter writer, string name, ContractionKernel kernel)
    {
        var loops = kernel.Loops;
        using var samples = writer.Block("for (int n = first; n < last; n++)");
        writer.Line($"ref float inputSample = ref Unsafe.Add(ref input, ((nint)n * {loops.InputSampleStride}) + {Signed(loops.InputOffset)});");
        writer.Line($"ref float outputSample = ref Unsafe.Add(ref output, ((nint)n * {loops.OutputSampleStride}) + {loops.OutputOffset});");
        foreach (var image in EpilogueEmitter.Images(kernel.Epilogue))
        {
            writer.Line($"ref float {image.Sample} = ref Unsafe.Add(ref {image.Name}, {FirstPosition(image, loops.Grid)});");
        }

        string rows = $"for (int y = 0; y < {loops.Rows}; y++)";
        const string Channels = "for (int channel = 0; channel < Outputs; channel += tileWidth)";
        if (kernel.BlocksOutside)
        {
            writer.Comment("The weights are larger than the image: each block of them is read once.");
        }

        using var outer = writer.Block(kernel.BlocksOutside ? Channels : rows);
        using var inner = writer.Block(kernel.BlocksOutside ? rows : Channels);
        WriteWeights(writer);
        writer.Line($"ref float inputRow = ref Unsafe.Add(ref inputSample, (y * {loops.InputRowStep}){WindowStart(kernel)});");
        writer.Line($"ref float outputRow = ref Unsafe.Add(ref outputSample, (y * {loops.OutputRowStep}) + channel);");
        foreach (var image in EpilogueEmitter.Images(kernel.Epilogue))
        {
            writer.Line($"ref float {image.Row} = ref Unsafe.Add(ref {image.Sample}, (y * {loops.Grid.RowStep * image.Layout.RowStride}) + channel);");
        }

        if (kernel.BiasRows is { } biasRows)
        {
            writer.Line($"ref float biasRow = ref Unsafe.Add(ref bias, {BiasRowText.Offset(biasRows, "y")} + channel);");
        }

        bool divides = loops.Columns % kernel.Wide.Rows == 0 && loops.Columns % kernel.Narrow.Rows == 0;
        using (writer.Block($"for (int x = 0; x < {loops.Columns}; x += tileRows)"))
        {
            if (!divides)
            {
                writer.Comment("The last tile overlaps the one before it.");
                writer.Line($"int column = Math.Min(x, {loops.Columns} - tileRows);");
            }

            string column = divides ? "x" : "column";
            WriteTileCall(
                writer, kernel, name, "Tile",
                $"ref Unsafe.Add(ref inputRow, {column} * {loops.InputColumnStep})",
                $"ref Unsafe.Add(ref outputRow, {column} * {loops.OutputColumnStep})",
                image => $"ref Unsafe.Add(ref {image.Row}, {column} * {loops.Grid.ColumnStep * image.Layout.Pitch})");
        }
    }

    private static void WriteSampleColumns(CodeWriter writer, string name, ContractionKernel kernel)
    {
        var loops = kernel.Loops;
        using (writer.Block("for (int channel = 0; channel < Outputs; channel += tileWidth)"))
        {
            WriteWeights(writer);
            writer.Line("int n = first;");
            using (writer.Block("for (; n + tileRows <= last; n += tileRows)"))
            {
                Call("Tile");
            }

            if (!Accumulates(kernel))
            {
                writer.Line();
                writer.Comment("What is left: a tile that overlaps the one before it, or sample by sample where there was none.");
                using (writer.Block("if (n < last && last - first >= tileRows)"))
                {
                    writer.Line("n = last - tileRows;");
                    Call("Tile");
                    writer.Line("n = last;");
                }
            }

            writer.Line();
            using (writer.Block("for (; n < last; n++)"))
            {
                Call("Row");
            }
        }

        void Call(string role) => WriteTileCall(
            writer, kernel, name, role,
            $"ref Unsafe.Add(ref input, ((nint)n * {loops.InputSampleStride}) + {Signed(loops.InputOffset)}{WindowStart(kernel)})",
            $"ref Unsafe.Add(ref output, ((nint)n * {loops.OutputSampleStride}) + {(loops.OutputOffset == 0 ? "" : $"{loops.OutputOffset} + ")}channel)",
            image => $"ref Unsafe.Add(ref {image.Name}, ((nint)n * {image.SampleStride}) + channel)");
    }

    private static bool Accumulates(ContractionKernel kernel) => kernel.Epilogue.Any(operation => operation is AccumulateOperation);

    private static void WriteWeights(CodeWriter writer) =>
        writer.Line("ref float blockWeights = ref Unsafe.Add(ref weights, (channel / BlockWidth * BlockLength) + (channel % BlockWidth));");

    private static string WindowStart(ContractionKernel kernel) =>
        kernel.WindowStarts.Count == 0 ? "" : " + windowStarts[channel / BlockWidth]";

    private static void WriteTileCall(
        CodeWriter writer, ContractionKernel kernel, string name, string role, string input, string output, Func<ImageOperand, string> place)
    {
        var images = EpilogueEmitter.Images(kernel.Epilogue).ToDictionary(image => image.Name, place);
        var arguments = kernel.Parameters.Select(parameter => parameter.Name switch
        {
            "input" => input,
            "weights" => "ref blockWeights",
            "output" => output,
            "bias" when kernel.BiasRows is { } rows => place(BiasImage(rows)),
            var image when images.TryGetValue(image, out string text) => text,
            var perChannel => $"ref Unsafe.Add(ref {perChannel}, channel)",
        });
        TileText.CallByWidth(writer, name + role, name + "Narrow" + role, string.Join(", ", arguments));
    }

    private static ImageOperand BiasImage(BiasRows rows) =>
        new("bias", new Layout(rows.Pitch, rows.Rows, rows.Columns, rows.Pitch, Halo.None), IsConstant: true);

    private static void WriteTile(CodeWriter writer, string name, ContractionKernel kernel, Tile tile, string width)
    {
        var loops = kernel.Loops;
        string rowsAre = loops.ColumnsAreSamples ? "samples" : "positions";
        using var method = TileText.Method(
            writer, $"{tile.Rows} {rowsAre} × {tile.Vectors} vectors of output channels, in registers; for {width}.", name, References(kernel));
        WriteInitialAccumulators(writer, kernel, tile);
        using (TapLoops(writer, loops))
        {
            using (writer.Block($"for (int k = 0; k < {loops.Channels}; k++)"))
            {
                WriteWeightVectors(writer, tile.Vectors, kernel.BlockWidth, 0);
                for (int row = 0; row < tile.Rows; row++)
                {
                    int step = row * (loops.ColumnsAreSamples ? loops.InputSampleStride : loops.InputColumnStep);
                    WriteProducts(writer, tile.Vectors, $"TSimd.Broadcast(ref x, {step})", vector => TileText.Accumulator(row, vector), row == 0);
                }

                writer.Line("x = ref Unsafe.Add(ref x, 1);");
                writer.Line($"w = ref Unsafe.Add(ref w, {kernel.BlockWidth});");
            }
        }

        for (int row = 0; row < tile.Rows; row++)
        {
            WriteResult(writer, kernel, row, tile.Vectors);
        }
    }

    private static void WriteInitialAccumulators(CodeWriter writer, ContractionKernel kernel, Tile tile)
    {
        if (kernel.BiasRows is { } biasRows)
        {
            WriteBiasOfPositions(writer, biasRows, tile);
            return;
        }

        for (int vector = 0; vector < tile.Vectors; vector++)
        {
            string initial = kernel.HasBias ? $"TSimd.Load(ref bias, {TileText.VectorOffset(vector)})" : "TSimd.Zero";
            writer.Line($"TVector {TileText.Accumulator(0, vector)} = {initial};");
        }

        for (int row = 1; row < tile.Rows; row++)
        {
            var copies = Enumerable.Range(0, tile.Vectors)
                .Select(vector => $"{TileText.Accumulator(row, vector)} = {TileText.Accumulator(0, vector)}");
            writer.Line($"TVector {string.Join(", ", copies)};");
        }

        writer.Line("ref float w = ref weights;");
    }

    private static void WriteBiasOfPositions(CodeWriter writer, BiasRows biasRows, Tile tile)
    {
        for (int row = 0; row < tile.Rows; row++)
        {
            int at = row * biasRows.Pitch;
            int number = row;
            var loads = Enumerable.Range(0, tile.Vectors)
                .Select(vector => $"{TileText.Accumulator(number, vector)} = TSimd.Load(ref bias, {TileText.Offset(at, vector)})");
            writer.Line($"TVector {string.Join(", ", loads)};");
        }

        writer.Line("ref float w = ref weights;");
    }

    private static void WriteResult(CodeWriter writer, ContractionKernel kernel, int row, int vectors)
    {
        bool areSamples = kernel.Loops.ColumnsAreSamples;
        int step = row * (areSamples ? kernel.Loops.OutputSampleStride : kernel.Loops.OutputColumnStep);
        for (int vector = 0; vector < vectors; vector++)
        {
            string accumulator = TileText.Accumulator(row, vector);
            string offset = TileText.Offset(step, vector);
            int at = vector;
            EpilogueEmitter.Apply(
                writer, accumulator, kernel.Epilogue, TileText.VectorOffset(vector), "output", offset,
                place: image => $"ref {image.Name}, {TileText.Offset(row * (areSamples ? image.SampleStride : kernel.Loops.Grid.ColumnStep * image.Layout.Pitch), at)}");
            writer.Line($"TSimd.Store({accumulator}, ref output, {offset});");
        }
    }

    private static void WriteWeightVectors(CodeWriter writer, int vectors, int blockWidth, int step)
    {
        var loads = Enumerable.Range(0, vectors).Select(vector =>
            $"w{TileText.VectorName(vector)}{(step == 0 ? "" : Literal.Int(step))} = TSimd.Load(ref w, {TileText.Offset(step * blockWidth, vector)})");
        writer.Line($"TVector {string.Join(", ", loads)};");
    }

    private static void WriteProducts(CodeWriter writer, int vectors, string broadcast, Func<int, string> accumulator, bool declares, string suffix = "")
    {
        var products = Enumerable.Range(0, vectors)
            .Select(vector => $"{accumulator(vector)} = TSimd.MultiplyAdd(value{suffix}, w{TileText.VectorName(vector)}{suffix}, {accumulator(vector)});");
        writer.Line($"{(declares ? "TVector " : "")}value{suffix} = {broadcast}; {string.Join(" ", products)}");
    }

    /// <summary>The tile for one sample: four partial sums per vector, so that no product waits for the one before it.</summary>
    private static void WriteSingleRow(CodeWriter writer, string name, ContractionKernel kernel, int vectors)
    {
        const int Partials = 4;
        var loops = kernel.Loops;
        using var method = TileText.Method(
            writer, $"One sample × {vectors} vectors of output channels, each as {Partials} partial sums.", name, References(kernel));
        WriteInitialAccumulators(writer, kernel, new Tile(1, vectors));
        for (int partial = 1; partial < Partials; partial++)
        {
            writer.Line($"TVector {string.Join(", ", Enumerable.Range(0, vectors).Select(vector => TileText.Accumulator(partial, vector) + " = TSimd.Zero"))};");
        }

        using (TapLoops(writer, loops))
        {
            writer.Line("int k = 0;");
            using (writer.Block($"for (; k <= {loops.Channels - Partials}; k += {Partials})"))
            {
                for (int partial = 0; partial < Partials; partial++)
                {
                    int step = partial;
                    WriteWeightVectors(writer, vectors, kernel.BlockWidth, step);
                    WriteProducts(
                        writer, vectors, $"TSimd.Broadcast(ref x, {step})", vector => TileText.Accumulator(step, vector), true,
                        step == 0 ? "" : Literal.Int(step));
                }

                writer.Line($"x = ref Unsafe.Add(ref x, {Partials});");
                writer.Line($"w = ref Unsafe.Add(ref w, {Partials * kernel.BlockWidth});");
            }

            writer.Line();
            using (writer.Block($"for (; k < {loops.Channels}; k++)"))
            {
                WriteWeightVectors(writer, vectors, kernel.BlockWidth, 0);
                WriteProducts(writer, vectors, "TSimd.Broadcast(ref x, 0)", vector => TileText.Accumulator(0, vector), true);
                writer.Line("x = ref Unsafe.Add(ref x, 1);");
                writer.Line($"w = ref Unsafe.Add(ref w, {kernel.BlockWidth});");
            }
        }

        for (int vector = 0; vector < vectors; vector++)
        {
            string[] partials = [.. Enumerable.Range(0, Partials).Select(partial => TileText.Accumulator(partial, vector))];
            writer.Line($"{partials[0]} = TSimd.Add(TSimd.Add({partials[0]}, {partials[1]}), TSimd.Add({partials[2]}, {partials[3]}));");
        }

        WriteResult(writer, kernel, 0, vectors);
    }

    /// <summary>The loops over taps around the innermost one, with <c>x</c> at the first input of the tap.</summary>
    private static IDisposable TapLoops(CodeWriter writer, ContractionLoops loops)
    {
        var scopes = new ScopeStack();
        string at = "input";
        if (loops.TapRows > 1)
        {
            scopes.Push(writer.Block($"for (int ky = 0; ky < {loops.TapRows}; ky++)"));
            writer.Line($"ref float tapRow = ref Unsafe.Add(ref input, ky * {loops.TapRowStride});");
            at = "tapRow";
        }

        if (loops.TapColumns > 1)
        {
            scopes.Push(writer.Block($"for (int kx = 0; kx < {loops.TapColumns}; kx++)"));
            writer.Line($"ref float x = ref Unsafe.Add(ref {at}, kx * {loops.TapColumnStride});");
        }
        else
        {
            writer.Line($"ref float x = ref {at};");
        }

        return scopes;
    }

    private static string FirstPosition(ImageOperand image, OutputGrid grid)
    {
        int first = (grid.FirstRow * image.Layout.RowStride) + (grid.FirstColumn * image.Layout.Pitch);
        return first == 0 ? $"(nint)n * {image.SampleStride}" : $"((nint)n * {image.SampleStride}) + {first}";
    }

    private static string Signed(int value) => value < 0 ? $"({Literal.Int(value)})" : Literal.Int(value);

    /// <summary>Blocks that end together, the innermost first.</summary>
    private sealed class ScopeStack : IDisposable
    {
        private readonly Stack<CodeWriter.Scope> scopes = [];

        public void Push(CodeWriter.Scope scope) => scopes.Push(scope);

        public void Dispose()
        {
            while (scopes.Count > 0)
            {
                scopes.Pop().Dispose();
            }
        }
    }
}
