using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// y = epilogue(b + Aᵀ[U ⊙ (Bᵀ·x·B)]·A) with U = G·w·Gᵀ packed by <c>Fold()</c>: some rows of squares at a time are transformed, multiplied place by place, and transformed back.
/// </summary>
internal sealed class WinogradEmitter : IKernelEmitter
{
    private const string TransformOutput = "TransformOutput";

    public void Emit(KernelWriter writer, Kernel kernel)
    {
        var winograd = (WinogradKernel)kernel;
        RegisterSizes(writer, winograd);
        using (writer.Entry(TileText.Parameters(kernel)))
        {
            WriteLoops(writer, winograd);
        }

        new WinogradTransform(writer, winograd.Size).WriteInputMethod();
        new ContractionTiles(writer, winograd.Product, hasTaps: false).Write();
        WriteTransformOutput(writer, winograd);
    }

    private static void RegisterSizes(KernelWriter writer, WinogradKernel kernel)
    {
        writer.Size("SquareRows", kernel.SquareRows);
        writer.Size("SquareColumns", kernel.SquareColumns);
        writer.Size("RowsTogether", kernel.RowsTogether);
        writer.Size("Rows", kernel.Output.Height);
        writer.Size("Columns", kernel.Output.Width);
        writer.Size("InputRowStride", kernel.Input.RowStride);
        writer.Size("InputPitch", kernel.Input.Pitch);
        writer.Size("InputOffset", -(kernel.Padding.Rows * kernel.Input.RowStride) - (kernel.Padding.Columns * kernel.Input.Pitch));
        writer.Size("OutputRowStride", kernel.Output.RowStride);
        writer.Size("OutputPitch", kernel.Output.Pitch);
        if (writer.TakesShare)
        {
            writer.Size("ScratchLength", kernel.ScratchLength);
            writer.Size("SharesChannels", kernel.SharesChannels ? 1 : 0);
        }
        else
        {
            writer.Size("InputSampleStride", kernel.Input.SampleStride);
            writer.Size("OutputSampleStride", kernel.Output.SampleStride);
        }

        writer.Size("Outputs", kernel.Product.Outputs);
        writer.Size("BlockWidth", kernel.Product.BlockWidth);
        writer.Size("InputsLength", kernel.InputsLength);
        writer.Size("ProductsLength", kernel.ProductsLength);
        writer.Size("InputColumnStep", kernel.Product.Loops.InputColumnStep);
        writer.Size("OutputColumnStep", kernel.Product.Loops.OutputColumnStep);
        writer.Size("Channels", kernel.Product.Loops.Channels);
    }

    private static void WriteLoops(KernelWriter writer, WinogradKernel kernel)
    {
        ContractionEmitter.WriteConstants(writer, kernel.Product);
        writer.Line($"ref float transformed = ref {(writer.TakesShare ? "(SharesChannels == 1 ? ref scratch : ref share.Scratch(ref scratch, ScratchLength))" : "scratch")};");
        writer.Line($"ref float products = ref Unsafe.Add(ref transformed, {Places(kernel)} * InputsLength);");
        using var samples = writer.TakesShare ? default : writer.Block("for (int n = first; n < last; n++)");
        writer.Line($"ref float inputSample = ref Unsafe.Add(ref input, {ContractionEmitter.SampleOffset(writer, "Input")});");
        writer.Line($"ref float outputSample = {ShareText.Sample(writer, "output", "(nint)n * OutputSampleStride")};");
        foreach (var image in EpilogueEmitter.Images(kernel.Epilogue))
        {
            writer.Line($"ref float {image.Sample} = ref Unsafe.Add(ref {image.Name}, {ContractionEmitter.FirstPosition(writer, image, OutputGrid.All)});");
        }

        WriteShare(writer);
        using var rows = writer.Block("for (int top = firstRow; top < lastRow; top += RowsTogether)");
        writer.Line("int squares = Math.Min(RowsTogether, lastRow - top) * SquareColumns;");
        WriteInputs(writer, kernel);
        writer.Line();
        WriteProducts(writer, kernel);
        writer.Line();
        WriteSquares(writer, kernel, "0", "squares", () => writer.Line($"{TransformOutput}<TSimd, TVector>({string.Join(", ", OutputArguments(writer, kernel))}, Math.Min({kernel.Size}, Rows - y), firstChannel, lastChannel);"));
    }

    /// <summary>Writes the transforms of inputs: of all squares or, where workers divide channels, of a worker's share, for which all wait.</summary>
    private static void WriteInputs(KernelWriter writer, WinogradKernel kernel)
    {
        string first = "0", last = "squares";
        if (writer.TakesShare)
        {
            using (writer.Block("if (top > firstRow)"))
            {
                writer.Comment("Until nobody reads the squares before any longer.");
                writer.Line("together.Wait();");
            }

            writer.Line();
            writer.Line("int lastSquare = together.Last(squares);");
            (first, last) = ("together.First(squares)", "lastSquare");
        }

        WriteSquares(writer, kernel, first, last, () => writer.Line(
            $"{WinogradTransform.InputMethod}<TSimd, TVector>(ref Unsafe.Add(ref inputSample, (y * InputRowStride) + (x * InputPitch)), ref Unsafe.Add(ref transformed, square * InputColumnStep));"));
        if (writer.TakesShare)
        {
            writer.Line("together.Wait();");
        }
    }

    /// <summary>Writes the range of rows of squares and of output channels: all, or a worker's share of one of the two.</summary>
    private static void WriteShare(KernelWriter writer)
    {
        if (!writer.TakesShare)
        {
            writer.Line("int firstRow = 0, lastRow = SquareRows, firstChannel = 0, lastChannel = Outputs;");
            return;
        }

        writer.Comment("With SharesChannels the workers divide the transforms of inputs and then blocks of output channels, otherwise rows of squares.");
        writer.Line("var together = SharesChannels == 1 ? share : WorkerShare.Whole;");
        writer.Line("int firstRow = SharesChannels == 1 ? 0 : share.First(SquareRows);");
        writer.Line("int lastRow = SharesChannels == 1 ? SquareRows : share.Last(SquareRows);");
        writer.Line("int firstChannel = SharesChannels == 1 ? share.First(Outputs / BlockWidth) * BlockWidth : 0;");
        writer.Line("int lastChannel = SharesChannels == 1 ? share.Last(Outputs / BlockWidth) * BlockWidth : Outputs;");
    }

    private static string Places(WinogradKernel kernel) => Literal.Int(kernel.Span * kernel.Span);

    private static void WriteSquares(KernelWriter writer, WinogradKernel kernel, string first, string last, Action body)
    {
        using var squares = writer.Block($"for (int square = {first}; square < {last}; square++)");
        writer.Line($"int y = (top + (square / SquareColumns)) * {kernel.Size};");
        writer.Comment("The last square of a row overlaps the one before it.");
        writer.Line($"int x = Math.Min(square % SquareColumns * {kernel.Size}, Columns - {kernel.Size});");
        body();
    }

    private static void WriteProducts(KernelWriter writer, WinogradKernel kernel)
    {
        using var places = writer.Block($"for (int place = 0; place < {Places(kernel)}; place++)");
        using var blocks = writer.Block("for (int channel = firstChannel; channel < lastChannel; channel += tileWidth)");
        writer.Line("ref float blockWeights = ref Unsafe.Add(ref weights, (place * Channels * Outputs) + (channel / BlockWidth * Channels * BlockWidth) + (channel % BlockWidth));");
        using var squares = writer.Block("for (int s = 0; s < squares; s += tileRows)");
        writer.Comment("The last tile may overlap the one before it; what a tile has more than there are squares is not read.");
        writer.Line("int square = Math.Max(0, Math.Min(s, squares - tileRows));");
        string ahead = kernel.Product.PrefetchesWeights ? ", " + ContractionTiles.AheadOf(writer, kernel.Product, "s / tileRows", "(Channels * BlockWidth)") : "";
        writer.Line(
            $"{ContractionTiles.Tile}<TSimd, TVector>(ref Unsafe.Add(ref transformed, (place * InputsLength) + (square * InputColumnStep)), ref blockWeights, "
            + $"ref Unsafe.Add(ref products, (place * ProductsLength) + (square * OutputColumnStep) + channel){ahead});");
    }

    private static IEnumerable<string> OutputArguments(KernelWriter writer, WinogradKernel kernel)
    {
        var images = EpilogueEmitter.Images(kernel.Epilogue).ToDictionary(image => image.Name);
        yield return "ref Unsafe.Add(ref products, square * OutputColumnStep)";
        foreach (string parameter in OutputParameters(kernel))
        {
            yield return images.TryGetValue(parameter, out var image)
                ? $"ref Unsafe.Add(ref {image.Sample}, (y * {RowStride(writer, image)}) + (x * {ColumnStep(writer, image)}))"
                : $"ref {parameter}";
        }

        yield return "ref Unsafe.Add(ref outputSample, (y * OutputRowStride) + (x * OutputPitch))";
    }

    private static string RowStride(KernelWriter writer, ImageOperand image) => writer.Size(image.Constant + "RowStride", image.Layout.RowStride);

    private static string ColumnStep(KernelWriter writer, ImageOperand image) => writer.Size(image.Constant + "ColumnStep", image.Layout.Pitch);

    /// <summary>What the transform of products reads beside them: the bias, and what belongs to the epilogue.</summary>
    private static IEnumerable<string> OutputParameters(WinogradKernel kernel) =>
        [.. kernel.HasBias ? ["bias"] : Array.Empty<string>(), .. KernelParameter.OfEpilogue(kernel.Epilogue).Select(parameter => parameter.Name)];

    private static void WriteTransformOutput(KernelWriter writer, WinogradKernel kernel)
    {
        var transform = new WinogradTransform(writer, kernel.Size);
        using var method = writer.Method(
            $"epilogue(b + Aᵀ·m·A) for some channels of {kernel.Size} × {kernel.Size} positions, or of the rows of them that are in the image.", TransformOutput,
            [.. OutputParameters(kernel).Prepend("products").Append("output").Select(name => "ref float " + name), "int rows", "int firstChannel", "int lastChannel"]);
        transform.WriteOutputConstants();
        using var channels = writer.Block("for (int c = firstChannel; c < lastChannel; c += TSimd.Lanes)");
        EpilogueEmitter.Preload(writer, kernel.Epilogue, "c");
        string[][] columns = [.. Enumerable.Range(0, kernel.Span).Select(column => transform.Output(
            column, Loads(transform, kernel, column, "m", row => $"products, {AtPlace((row * kernel.Span) + column, "ProductsLength")}"), "t"))];
        for (int row = 0; row < kernel.Size; row++)
        {
            using var inImage = writer.Block($"if (rows > {row})");
            string[] results = transform.Output(row, Line(columns, row), "y");
            for (int column = 0; column < kernel.Size; column++)
            {
                WriteResult(writer, kernel, results[column], row, column);
            }
        }
    }

    private static string[] Loads(WinogradTransform transform, WinogradKernel kernel, int column, string name, Func<int, string> place) =>
        transform.Declared(column, Enumerable.Range(0, kernel.Span).Select(row => $"TSimd.Load(ref {place(row)})"), name);

    private static string[] Line(string[][] columns, int row) => [.. columns.Select(column => column[row])];

    private static void WriteResult(KernelWriter writer, WinogradKernel kernel, string result, int row, int column)
    {
        string offset = WinogradTransform.At(row, "OutputRowStride", column, "OutputPitch");
        if (kernel.HasBias)
        {
            writer.Line($"{result} = TSimd.Add({result}, TSimd.Load(ref bias, c));");
        }

        EpilogueEmitter.Apply(
            writer, result, kernel.Epilogue, "c", "output", offset, preloaded: true,
            place: image => $"ref {image.Name}, {WinogradTransform.At(row, RowStride(writer, image), column, ColumnStep(writer, image))}");
        writer.Line($"TSimd.Store({result}, ref output, {offset});");
    }

    private static string AtPlace(int place, string length) => WinogradTransform.At(place, length, 0, "");
}
