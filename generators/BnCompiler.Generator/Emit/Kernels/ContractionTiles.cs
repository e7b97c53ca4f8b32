using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// The register tiles of a contraction. Each step of the innermost loop reads one input per tile row and broadcasts it, and as many vectors of
/// weights as the tile is wide.
/// </summary>
internal sealed class ContractionTiles(KernelWriter writer, ContractionKernel kernel)
{
    public const string Tile = "Tile";
    public const string SingleRow = "Row";
    private const string Finish = "Finish";
    private const int Partials = 4;

    private readonly ContractionLoops loops = kernel.Loops;

    private string InputStep => loops.ColumnsAreSamples ? "InputSampleStride" : "InputColumnStep";

    private string OutputStep => loops.ColumnsAreSamples ? "OutputSampleStride" : "OutputColumnStep";

    /// <summary>Floats of another value from one tile row to the next: a position, or a sample.</summary>
    public static string ColumnStep(KernelWriter writer, ContractionKernel kernel, ImageOperand value) =>
        kernel.Loops.ColumnsAreSamples
            ? writer.Size(value.Constant + "SampleStride", value.Layout.SampleStride)
            : writer.Size(value.Constant + "ColumnStep", value.Layout.Pitch);

    public void Write()
    {
        WriteTile(Tile, kernel.Wide, "512-bit vectors");
        WriteTile("Narrow" + Tile, kernel.Narrow, "256-bit or 128-bit vectors");
        if (loops.ColumnsAreSamples)
        {
            WriteSingleRow(SingleRow, kernel.Wide.Vectors);
            WriteSingleRow("Narrow" + SingleRow, kernel.Narrow.Vectors);
        }

        foreach (int vectors in new[] { kernel.Wide.Vectors, kernel.Narrow.Vectors }.Distinct())
        {
            WriteFinish(vectors);
        }
    }

    private void WriteTile(string name, Tile tile, string width)
    {
        string rowsAre = loops.ColumnsAreSamples ? "samples" : "positions";
        using var method = writer.Method(
            $"{tile.Rows} {rowsAre} × {tile.Vectors} vectors of output channels, in registers; for {width}.", name, TileText.References(kernel));
        WriteInitialAccumulators(tile);
        EachTap(() => WriteSteps(tile));
        for (int row = 0; row < tile.Rows; row++)
        {
            WriteResult(row, tile.Vectors);
        }
    }

    private void WriteSteps(Tile tile)
    {
        using (writer.Block("for (int k = 0; k < Channels; k++)"))
        {
            WriteWeightVectors(tile.Vectors, 0);
            for (int row = 0; row < tile.Rows; row++)
            {
                int at = row;
                WriteProducts(tile.Vectors, $"TSimd.Broadcast(ref x, {TileText.Multiple(row, InputStep)})", vector => TileText.Accumulator(at, vector), row == 0);
            }

            writer.Line("x = ref Unsafe.Add(ref x, 1);");
            writer.Line("w = ref Unsafe.Add(ref w, BlockWidth);");
        }
    }

    private void WriteInitialAccumulators(Tile tile)
    {
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

    private void WriteWeightVectors(int vectors, int step)
    {
        var loads = Enumerable.Range(0, vectors).Select(vector =>
            $"w{TileText.VectorName(vector)}{(step == 0 ? "" : Literal.Int(step))} = TSimd.Load(ref w, {TileText.Offset(step, "BlockWidth", vector)})");
        writer.Line($"TVector {string.Join(", ", loads)};");
    }

    private void WriteProducts(int vectors, string broadcast, Func<int, string> accumulator, bool declares, string suffix = "")
    {
        var products = Enumerable.Range(0, vectors)
            .Select(vector => $"{accumulator(vector)} = TSimd.MultiplyAdd(value{suffix}, w{TileText.VectorName(vector)}{suffix}, {accumulator(vector)});");
        writer.Line($"{(declares ? "TVector " : "")}value{suffix} = {broadcast}; {string.Join(" ", products)}");
    }

    /// <summary>The tile for one sample: four partial sums per vector, so that no product waits for the one before it.</summary>
    private void WriteSingleRow(string name, int vectors)
    {
        using var method = writer.Method(
            $"One sample × {vectors} vectors of output channels, each as {Partials} partial sums.", name, TileText.References(kernel));
        WriteInitialAccumulators(new Tile(1, vectors));
        for (int partial = 1; partial < Partials; partial++)
        {
            writer.Line($"TVector {string.Join(", ", Enumerable.Range(0, vectors).Select(vector => TileText.Accumulator(partial, vector) + " = TSimd.Zero"))};");
        }

        EachTap(() => WritePartialSteps(vectors));

        for (int vector = 0; vector < vectors; vector++)
        {
            string[] partials = [.. Enumerable.Range(0, Partials).Select(partial => TileText.Accumulator(partial, vector))];
            writer.Line($"{partials[0]} = TSimd.Add(TSimd.Add({partials[0]}, {partials[1]}), TSimd.Add({partials[2]}, {partials[3]}));");
        }

        WriteResult(0, vectors);
    }

    private void WritePartialSteps(int vectors)
    {
        writer.Line("int k = 0;");
        using (writer.Block($"for (; k <= Channels - {Partials}; k += {Partials})"))
        {
            for (int partial = 0; partial < Partials; partial++)
            {
                int step = partial;
                WriteWeightVectors(vectors, step);
                WriteProducts(
                    vectors, $"TSimd.Broadcast(ref x, {step})", vector => TileText.Accumulator(step, vector), true, step == 0 ? "" : Literal.Int(step));
            }

            writer.Line($"x = ref Unsafe.Add(ref x, {Partials});");
            writer.Line($"w = ref Unsafe.Add(ref w, {Partials} * BlockWidth);");
        }

        writer.Line();
        using (writer.Block("for (; k < Channels; k++)"))
        {
            WriteWeightVectors(vectors, 0);
            WriteProducts(vectors, "TSimd.Broadcast(ref x, 0)", vector => TileText.Accumulator(0, vector), true);
            writer.Line("x = ref Unsafe.Add(ref x, 1);");
            writer.Line("w = ref Unsafe.Add(ref w, BlockWidth);");
        }
    }

    /// <summary>Hands a row of accumulators to the epilogue.</summary>
    private void WriteResult(int row, int vectors)
    {
        string[] accumulators = [.. Enumerable.Range(0, vectors).Select(vector => TileText.Accumulator(row, vector))];
        var values = EpilogueEmitter.Values(kernel.Epilogue).ToDictionary(value => value.Name, value => ColumnStep(writer, kernel, value));
        var references = EpilogueParameters().Select(parameter =>
            values.TryGetValue(parameter, out string step) ? At(parameter, row, step) : "ref " + parameter);
        writer.Line($"{Finish}<TSimd, TVector>({string.Join(", ", [.. accumulators, .. references, At("output", row, OutputStep)])});");
    }

    private IEnumerable<string> EpilogueParameters() => KernelParameter.OfEpilogue(kernel.Epilogue).Select(parameter => parameter.Name);

    private static string At(string reference, int row, string step) =>
        row == 0 ? "ref " + reference : $"ref Unsafe.Add(ref {reference}, {TileText.Multiple(row, step)})";

    /// <summary>The epilogue of one row of accumulators, whose references are at the row.</summary>
    private void WriteFinish(int vectors)
    {
        string[] names = [.. Enumerable.Range(0, vectors).Select(TileText.VectorName)];
        var parameters = names.Select(name => "TVector " + name).Concat(EpilogueParameters().Append("output").Select(name => "ref float " + name));
        using var method = writer.InlinedMethod("What is done to a row of the tile before it is stored.", Finish, parameters);
        for (int vector = 0; vector < vectors; vector++)
        {
            string offset = TileText.VectorOffset(vector);
            EpilogueEmitter.Apply(
                writer, names[vector], kernel.Epilogue, offset, "output", offset, load: value => $"TSimd.Load(ref {value.Name}, {offset})");
            writer.Line($"TSimd.Store({names[vector]}, ref output, {offset});");
        }
    }

    /// <summary>Writes the loops over taps around <paramref name="body"/>, with <c>x</c> at the first input of the tap.</summary>
    private void EachTap(Action body)
    {
        using (writer.Block("for (int ky = 0; ky < TapRows; ky++)"))
        using (writer.Block("for (int kx = 0; kx < TapColumns; kx++)"))
        {
            writer.Line("ref float x = ref Unsafe.Add(ref input, (ky * TapRowStride) + (kx * TapColumnStride));");
            body();
        }
    }
}
