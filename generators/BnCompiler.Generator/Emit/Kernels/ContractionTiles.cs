using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// The register tiles of a contraction. Each step of the innermost loop reads one input per tile row and broadcasts it, and as many vectors of
/// weights as the tile is wide.
/// </summary>
/// <param name="writer">Where to write.</param>
/// <param name="kernel">The contraction.</param>
/// <param name="hasTaps">Whether the sum runs over taps; otherwise over the channels of one position.</param>
internal sealed class ContractionTiles(KernelWriter writer, ContractionKernel kernel, bool hasTaps = true)
{
    public const string Tile = "Tile";
    public const string SingleRow = "Row";
    private const string Finish = "Finish";
    private const string Ahead = "ahead";
    private const string AheadStep = "aheadStep";

    // Six KiB: a third-level cache answers within the time in which the weights up to there are multiplied.
    private const int FloatsAhead = 1536;
    private const int Partials = 4;

    private readonly ContractionLoops loops = kernel.Loops;

    private string InputStep => loops.ColumnsAreSamples ? "InputSampleStride" : "InputColumnStep";

    private string OutputStep => loops.ColumnsAreSamples ? "OutputSampleStride" : "OutputColumnStep";

    /// <summary>What a tile reads or writes position by position beside input and output: the epilogue's images, and a bias that depends on the position.</summary>
    public static ImageOperand[] Images(ContractionKernel kernel) =>
    [
        .. EpilogueEmitter.Images(kernel.Epilogue),
        .. kernel.BiasRows is { } rows ? [new ImageOperand("bias", new Layout(rows.Pitch, rows.Rows, rows.Columns, rows.Pitch, Halo.None)) { IsShared = true }] : Array.Empty<ImageOperand>(),
    ];

    /// <summary>Floats of another value from one tile row to the next: a position, or a sample.</summary>
    public static string ColumnStep(KernelWriter writer, ContractionKernel kernel, ImageOperand image) =>
        kernel.Loops.ColumnsAreSamples
            ? writer.Size(image.Constant + "SampleStride", image.SampleStride)
            : writer.Size(image.Constant + "ColumnStep", kernel.Loops.Grid.ColumnStep * image.Layout.Pitch);

    public void Write()
    {
        WriteByWidth(
            Tile, $"{Shape(kernel.Wide)} in 512-bit registers, {Shape(kernel.Narrow)} in 256-bit and 128-bit ones.", () => WriteTile(kernel.Wide), () => WriteTile(kernel.Narrow));
        if (loops.ColumnsAreSamples)
        {
            WriteByWidth(
                SingleRow, $"One sample and the tile's vectors of output channels, each as {Partials} partial sums.",
                () => WriteSingleRow(kernel.Wide.Vectors, Layout.Lanes), () => WriteSingleRow(kernel.Narrow.Vectors, Layout.Lanes / 2));
        }

        foreach (int vectors in new[] { kernel.Wide.Vectors, kernel.Narrow.Vectors }.Distinct())
        {
            WriteFinish(vectors);
        }
    }

    private string Shape(Tile tile) => $"{tile.Rows} {(loops.ColumnsAreSamples ? "samples" : "positions")} × {tile.Vectors} vectors of output channels";

    /// <summary>Writes a method with a body for each width; the JIT compiles one of them.</summary>
    private void WriteByWidth(string name, string summary, Action wide, Action narrow)
    {
        string[] ahead = kernel.PrefetchesWeights ? ["ref float " + Ahead]
            : kernel.StreamsWeights && name == SingleRow ? ["ref float " + Ahead, "int " + AheadStep]
            : [];
        using var method = writer.Method(summary, name, [.. TileText.References(kernel), .. ahead]);
        using (writer.Block($"if (TSimd.Lanes == {Layout.Lanes})"))
        {
            wide();
        }

        using (writer.Block("else"))
        {
            narrow();
        }
    }

    private void WriteTile(Tile tile)
    {
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
            WritePrefetch();
            for (int row = 0; row < tile.Rows; row++)
            {
                int at = row;
                WriteProducts(tile.Vectors, $"TSimd.Broadcast(ref x, {TileText.Multiple(row, InputStep)})", vector => TileText.Accumulator(at, vector), row == 0);
            }

            writer.Line("x = ref Unsafe.Add(ref x, 1);");
            writer.Line("w = ref Unsafe.Add(ref w, BlockWidth);");
        }
    }

    /// <summary>The next lines of a tile's part of the next block.</summary>
    private void WritePrefetch()
    {
        if (kernel.PrefetchesWeights)
        {
            string lines = string.Concat(Enumerable.Range(0, kernel.LinesPerStep).Select(line => $"CachePrefetch.Line(ref {Ahead}, {Literal.Int(line * Layout.Lanes)}); "));
            writer.Line($"{lines}{Ahead} = ref Unsafe.Add(ref {Ahead}, {Literal.Int(kernel.LinesPerStep * Layout.Lanes)});");
        }
    }

    /// <summary>Writes what <see cref="AheadOfRow"/> reads: how far a step of the sum moves what is asked for.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="channels">The output channels that the call computes, as an expression.</param>
    public static void WriteAheadStep(KernelWriter writer, string channels)
    {
        writer.Comment("A second-level cache that holds all weights of the call keeps them until the next call; otherwise those further on are asked for, past it.");
        writer.Line($"int {AheadStep} = {channels} * (TapRows * TapColumns * Channels) >= {Literal.Int(CacheSizes.SecondLevel)} ? BlockWidth : 0;");
    }

    /// <summary>The arguments of a single row that streams: weights further on and the step, or weights that are there already and no step.</summary>
    public static string AheadOfRow => $"ref Unsafe.Add(ref blockWeights, {AheadStep} > 0 ? {Literal.Int(FloatsAhead)} : 0), {AheadStep}";

    /// <summary>The argument of a tile that prefetches: its part of the next block, or weights that are there already.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="kernel">The contraction.</param>
    /// <param name="tile">The number of the tile among those that use the block, as an expression.</param>
    /// <param name="blockLength">The length of a block, as an expression.</param>
    public static string AheadOf(KernelWriter writer, ContractionKernel kernel, string tile, string blockLength)
    {
        string tiles = writer.Size("TilesThatPrefetch", kernel.TilesThatPrefetch);
        return $"ref Unsafe.Add(ref blockWeights, {tile} < {tiles} ? {blockLength} + ({tile} * {blockLength} / {tiles}) : 0)";
    }

    private void WriteInitialAccumulators(Tile tile)
    {
        if (kernel.BiasRows is not null)
        {
            WriteBiasOfPositions(tile);
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

    private void WriteBiasOfPositions(Tile tile)
    {
        string step = ColumnStep(writer, kernel, Images(kernel).Last());
        for (int row = 0; row < tile.Rows; row++)
        {
            int at = row;
            var loads = Enumerable.Range(0, tile.Vectors)
                .Select(vector => $"{TileText.Accumulator(at, vector)} = TSimd.Load(ref bias, {TileText.Offset(at, step, vector)})");
            writer.Line($"TVector {string.Join(", ", loads)};");
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
    /// <param name="vectors">Vectors of a block.</param>
    /// <param name="lanes">Lanes of a vector, at most.</param>
    private void WriteSingleRow(int vectors, int lanes)
    {
        WriteInitialAccumulators(new Tile(1, vectors));
        for (int partial = 1; partial < Partials; partial++)
        {
            writer.Line($"TVector {string.Join(", ", Enumerable.Range(0, vectors).Select(vector => TileText.Accumulator(partial, vector) + " = TSimd.Zero"))};");
        }

        EachTap(() => WritePartialSteps(vectors, Math.Max(1, vectors * lanes / Layout.Lanes)));

        for (int vector = 0; vector < vectors; vector++)
        {
            string[] partials = [.. Enumerable.Range(0, Partials).Select(partial => TileText.Accumulator(partial, vector))];
            writer.Line($"{partials[0]} = TSimd.Add(TSimd.Add({partials[0]}, {partials[1]}), TSimd.Add({partials[2]}, {partials[3]}));");
        }

        WriteResult(0, vectors);
    }

    private void WritePartialSteps(int vectors, int lines)
    {
        writer.Line("int k = 0;");
        using (writer.Block($"for (; k <= Channels - {Partials}; k += {Partials})"))
        {
            for (int partial = 0; partial < Partials; partial++)
            {
                int step = partial;
                WriteWeightVectors(vectors, step);
                WriteLinesAhead(step, lines);
                WriteProducts(
                    vectors, $"TSimd.Broadcast(ref x, {step})", vector => TileText.Accumulator(step, vector), true, step == 0 ? "" : Literal.Int(step));
            }

            writer.Line($"x = ref Unsafe.Add(ref x, {Partials});");
            writer.Line($"w = ref Unsafe.Add(ref w, {Partials} * BlockWidth);");
            if (kernel.StreamsWeights)
            {
                writer.Line($"{Ahead} = ref Unsafe.Add(ref {Ahead}, {Partials} * {AheadStep});");
            }
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

    private void WriteLinesAhead(int step, int lines)
    {
        if (kernel.StreamsWeights)
        {
            writer.Line(string.Join(" ", Enumerable.Range(0, lines).Select(line =>
                $"CachePrefetch.Line(ref {Ahead}, {TileText.Multiple(step, AheadStep)}{(line == 0 ? "" : " + " + Literal.Int(line * Layout.Lanes))});")));
        }
    }

    /// <summary>Hands a row of accumulators to the epilogue.</summary>
    private void WriteResult(int row, int vectors)
    {
        string[] accumulators = [.. Enumerable.Range(0, vectors).Select(vector => TileText.Accumulator(row, vector))];
        var steps = EpilogueEmitter.Images(kernel.Epilogue).ToDictionary(image => image.Name, image => ColumnStep(writer, kernel, image));
        var references = EpilogueParameters().Select(parameter =>
            steps.TryGetValue(parameter, out string step) ? At(parameter, row, step) : "ref " + parameter);
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
                writer, names[vector], kernel.Epilogue, offset, "output", offset, place: image => $"ref {image.Name}, {offset}");
            writer.Line($"TSimd.Store({names[vector]}, ref output, {offset});");
        }
    }

    /// <summary>Writes the loops over taps around <paramref name="body"/>, with <c>x</c> at the first input of the tap.</summary>
    private void EachTap(Action body)
    {
        if (!hasTaps)
        {
            writer.Line("ref float x = ref input;");
            body();
            return;
        }

        using (writer.Block("for (int ky = 0; ky < TapRows; ky++)"))
        using (writer.Block("for (int kx = 0; kx < TapColumns; kx++)"))
        {
            writer.Line("ref float x = ref Unsafe.Add(ref input, (ky * TapRowStride) + (kx * TapColumnStride));");
            body();
        }
    }
}
