using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// y = epilogue(b + Σ w·x): loops over samples, rows and blocks of output channels around a register tile (<see cref="ContractionTiles"/>).
/// </summary>
internal sealed class ContractionEmitter : IKernelEmitter
{
    public void Emit(KernelWriter writer, Kernel kernel)
    {
        var contraction = (ContractionKernel)kernel;
        RegisterSizes(writer, contraction);
        using (writer.Entry(TileText.Parameters(kernel)))
        {
            WriteConstants(writer, contraction);
            if (contraction.Loops.ColumnsAreSamples)
            {
                WriteSampleColumns(writer, contraction);
            }
            else
            {
                WriteSpatialLoops(writer, contraction);
            }
        }

        new ContractionTiles(writer, contraction).Write();
    }

    private static void RegisterSizes(KernelWriter writer, ContractionKernel kernel)
    {
        var loops = kernel.Loops;
        writer.Size("Outputs", kernel.Outputs);
        writer.Size("BlockWidth", kernel.BlockWidth);
        RegisterPositions(writer, loops);
        RegisterTaps(writer, loops);
    }

    /// <summary>Registers how contractions and their weight gradients walk over the positions of an image.</summary>
    public static void RegisterPositions(KernelWriter writer, ContractionLoops loops)
    {
        if (!loops.ColumnsAreSamples)
        {
            if (!writer.TakesRows)
            {
                writer.Size("Rows", loops.Rows);
            }

            writer.Size("Columns", loops.Columns);
            writer.Size("InputRowStep", loops.InputRowStep);
            writer.Size("OutputRowStep", loops.OutputRowStep);
            writer.Size("InputColumnStep", loops.InputColumnStep);
            writer.Size("OutputColumnStep", loops.OutputColumnStep);
        }
    }

    /// <summary>Registers what contractions and their weight gradients read of samples, taps and channels.</summary>
    public static void RegisterTaps(KernelWriter writer, ContractionLoops loops)
    {
        writer.Size("TapRows", loops.TapRows);
        writer.Size("TapRowStride", loops.TapRowStride);
        writer.Size("TapColumns", loops.TapColumns);
        writer.Size("TapColumnStride", loops.TapColumnStride);
        writer.Size("Channels", loops.Channels);
        if (loops.ColumnsAreSamples || !writer.IsOneSample)
        {
            writer.Size("InputSampleStride", loops.InputSampleStride);
            writer.Size("OutputSampleStride", loops.OutputSampleStride);
        }

        writer.Size("InputOffset", loops.InputOffset);
        writer.Size("OutputOffset", loops.OutputOffset);
    }

    /// <summary>Writes the sizes of the tile, and where the blocks of a grouped convolution begin.</summary>
    public static void WriteConstants(KernelWriter writer, ContractionKernel kernel)
    {
        WriteWindowStarts(writer, kernel.WindowStarts);

        writer.Line($"int tileRows = {TileText.ByWidth(kernel.Wide.Rows, kernel.Narrow.Rows)};");
        writer.Line($"int tileWidth = TSimd.Lanes * {TileWidth(kernel.Wide, kernel.Narrow)};");
    }

    /// <summary>Writes the table that grouped convolutions read, and nothing for the others.</summary>
    public static void WriteWindowStarts(KernelWriter writer, EquatableArray<int> windowStarts)
    {
        if (windowStarts.Count > 0)
        {
            writer.Comment("First input channel that each block of outputs reads.");
            writer.Line($"ReadOnlySpan<int> windowStarts = [{string.Join(", ", windowStarts.Select(Literal.Int))}];");
        }
    }

    /// <summary>Vectors of a tile, as an expression.</summary>
    public static string TileWidth(Tile wide, Tile narrow) =>
        wide.Vectors == narrow.Vectors ? Literal.Int(wide.Vectors) : $"({TileText.ByWidth(wide.Vectors, narrow.Vectors)})";

    /// <summary>The length of one packed block of weights, as an expression.</summary>
    public const string BlockLength = "(TapRows * TapColumns * Channels * BlockWidth)";

    private static void WriteSpatialLoops(KernelWriter writer, ContractionKernel kernel)
    {
        var loops = kernel.Loops;
        using var samples = writer.IsOneSample ? default : writer.Block("for (int n = first; n < last; n++)");
        writer.Line($"ref float inputSample = ref Unsafe.Add(ref input, {SampleOffset(writer, "Input")});");
        writer.Line($"ref float outputSample = ref Unsafe.Add(ref output, {SampleOffset(writer, "Output")});");
        foreach (var image in EpilogueEmitter.Images(kernel.Epilogue))
        {
            writer.Line($"ref float {image.Sample} = ref Unsafe.Add(ref {image.Name}, {FirstPosition(writer, image, loops.Grid)});");
        }

        writer.Size("BlocksOutside", kernel.BlocksOutside ? 1 : 0);
        writer.Comment("With BlocksOutside each block of the weights is read once, and the image once per block; otherwise the other way round.");
        writer.Line("int blocks = Outputs / tileWidth;");
        string rows = writer.TakesRows ? "rows" : "Rows";
        using var tiles = writer.TakesShare ? SharedTiles(writer, kernel) : writer.Block($"for (int i = 0; i < {rows} * blocks; i++)");
        writer.Line($"int y = BlocksOutside == 1 ? i % {rows} : i / blocks;");
        writer.Line($"int channel = (BlocksOutside == 1 ? i / {rows} : i % blocks) * tileWidth;");
        WriteWeights(writer);
        writer.Line($"ref float inputRow = ref Unsafe.Add(ref inputSample, (y * InputRowStep){WindowStart(kernel)});");
        writer.Line("ref float outputRow = ref Unsafe.Add(ref outputSample, (y * OutputRowStep) + channel);");
        foreach (var image in EpilogueEmitter.Images(kernel.Epilogue))
        {
            writer.Line($"ref float {image.Row} = ref Unsafe.Add(ref {image.Sample}, (y * {writer.Size(image.Constant + "RowStride", loops.Grid.RowStep * image.Layout.RowStride)}) + channel);");
        }

        if (kernel.BiasRows is { } biasRows)
        {
            writer.Line($"ref float biasRow = ref Unsafe.Add(ref bias, {BiasRowText.Offset(writer, biasRows, "y")} + channel);");
        }

        WriteColumns(writer, kernel);
    }

    /// <summary>The offset of a sample of the input or the output, as an expression.</summary>
    public static string SampleOffset(KernelWriter writer, string operand) =>
        writer.IsOneSample ? operand + "Offset" : $"((nint)n * {operand}SampleStride) + {operand}Offset";

    /// <summary>Opens the loop over the tiles' rows and blocks that a worker does.</summary>
    private static CodeWriter.Scope SharedTiles(KernelWriter writer, ContractionKernel kernel)
    {
        writer.Size("SharesColumns", kernel.SharesColumns ? 1 : 0);
        writer.Comment("With SharesColumns the workers divide the tiles of a row, of which there is one; otherwise rows and blocks.");
        writer.Line("int rowTiles = (Columns + tileRows - 1) / tileRows;");
        writer.Line("int firstColumn = SharesColumns == 1 ? share.First(rowTiles) * tileRows : 0;");
        writer.Line("int lastColumn = SharesColumns == 1 ? share.Last(rowTiles) * tileRows : Columns;");
        writer.Line("int end = SharesColumns == 1 ? Rows * blocks : share.Last(Rows * blocks);");
        return writer.Block("for (int i = SharesColumns == 1 ? 0 : share.First(Rows * blocks); i < end; i++)");
    }

    /// <summary>The offset of the first position of another value that is worked on, as an expression.</summary>
    public static string FirstPosition(KernelWriter writer, ImageOperand image, OutputGrid grid)
    {
        string sample = writer.IsOneSample ? "0" : $"(nint)n * {writer.Size(image.Constant + "SampleStride", image.SampleStride)}";
        int first = (grid.FirstRow * image.Layout.RowStride) + (grid.FirstColumn * image.Layout.Pitch);
        return grid == OutputGrid.All ? sample
            : writer.IsOneSample ? writer.Size(image.Constant + "Offset", first)
            : $"({sample}) + {writer.Size(image.Constant + "Offset", first)}";
    }

    private static void WriteColumns(KernelWriter writer, ContractionKernel kernel)
    {
        using var tiles = writer.Block(writer.TakesShare
            ? "for (int x = firstColumn; x < lastColumn; x += tileRows)"
            : "for (int x = 0; x < Columns; x += tileRows)");
        writer.Comment("The last tile may overlap the one before it.");
        writer.Line("int column = Math.Min(x, Columns - tileRows);");
        WriteTileCall(
            writer, kernel, ContractionTiles.Tile,
            "ref Unsafe.Add(ref inputRow, column * InputColumnStep)",
            "ref Unsafe.Add(ref outputRow, column * OutputColumnStep)",
            image => $"ref Unsafe.Add(ref {image.Row}, column * {ContractionTiles.ColumnStep(writer, kernel, image)})",
            kernel.PrefetchesWeights ? ContractionTiles.AheadOf(writer, kernel, "((y * ((Columns + tileRows - 1) / tileRows)) + (x / tileRows))", BlockLength) : null);
    }

    private static void WriteSampleColumns(KernelWriter writer, ContractionKernel kernel)
    {
        string first = "0", last = "Outputs";
        if (writer.TakesShare)
        {
            writer.Line("int firstChannel = share.First(Outputs / tileWidth) * tileWidth;");
            writer.Line("int lastChannel = share.Last(Outputs / tileWidth) * tileWidth;");
            (first, last) = ("firstChannel", "lastChannel");
        }

        if (kernel.StreamsWeights)
        {
            ContractionTiles.WriteAheadStep(writer, first == "0" ? last : $"({last} - {first})");
        }

        using (writer.Block($"for (int channel = {first}; channel < {last}; channel += tileWidth)"))
        {
            WriteWeights(writer);
            writer.Line("int n = first;");
            using (writer.Block("for (; n + tileRows <= last; n += tileRows)"))
            {
                WriteSampleCall(writer, kernel, ContractionTiles.Tile);
            }

            if (!kernel.Epilogue.Any(operation => operation is AccumulateOperation))
            {
                writer.Line();
                writer.Comment("What is left: a tile that overlaps the one before it, or sample by sample where there was none.");
                using (writer.Block("if (n < last && last - first >= tileRows)"))
                {
                    writer.Line("n = last - tileRows;");
                    WriteSampleCall(writer, kernel, ContractionTiles.Tile);
                    writer.Line("n = last;");
                }
            }

            writer.Line();
            using (writer.Block("for (; n < last; n++)"))
            {
                WriteSampleCall(writer, kernel, ContractionTiles.SingleRow);
            }
        }
    }

    private static void WriteSampleCall(KernelWriter writer, ContractionKernel kernel, string role) => WriteTileCall(
        writer, kernel, role,
        $"ref Unsafe.Add(ref input, ((nint)n * InputSampleStride) + InputOffset{WindowStart(kernel)})",
        $"ref Unsafe.Add(ref output, ((nint)n * OutputSampleStride) + OutputOffset + channel)",
        image => $"ref Unsafe.Add(ref {image.Name}, ((nint)n * {ContractionTiles.ColumnStep(writer, kernel, image)}) + channel)",
        kernel.StreamsWeights && role == ContractionTiles.SingleRow ? ContractionTiles.AheadOfRow : null);

    private static void WriteWeights(KernelWriter writer) =>
        writer.Line($"ref float blockWeights = ref Unsafe.Add(ref weights, (channel / BlockWidth * {BlockLength}) + (channel % BlockWidth));");

    private static string WindowStart(ContractionKernel kernel) =>
        kernel.WindowStarts.Count == 0 ? "" : " + windowStarts[channel / BlockWidth]";

    private static void WriteTileCall(
        KernelWriter writer, ContractionKernel kernel, string role, string input, string output, Func<ImageOperand, string> place, string? ahead = null)
    {
        var images = ContractionTiles.Images(kernel).ToDictionary(image => image.Name, place);
        var arguments = kernel.Parameters.Select(parameter => parameter.Name switch
        {
            "input" => input,
            "weights" => "ref blockWeights",
            "output" => output,
            var image when images.TryGetValue(image, out string text) => text,
            var perChannel => $"ref Unsafe.Add(ref {perChannel}, channel)",
        });
        writer.Line($"{role}<TSimd, TVector>({string.Join(", ", ahead is null ? arguments : arguments.Append(ahead))});");
    }
}
