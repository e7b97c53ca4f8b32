using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// Writes destination = epilogue(bias + Σ weight·source) for one pair of axes: a vector of channels at a time, several destinations of a
/// row at a time. The weights of few taps stay in registers; those of many are loaded once per tile.
/// </summary>
internal sealed class DepthwiseTiles(
    KernelWriter writer, ImageOperand source, ImageOperand destination, int kernelWidth, bool hasBias, EquatableArray<EpilogueOperation> epilogue,
    BiasRows? biasRows = null)
{
    private const int MostWeightsInRegisters = 9;
    private const int WideTile = 8;
    private const int SmallTile = 4;

    // With nine weights these still fit the sixteen registers of AVX2, one of which FMA's memory operand spares. Seven first: it divides most widths of images.
    private static readonly int[] Tiles = [7, 4, 5, 6, 3];

    private readonly ImageOperand[] written = [destination, .. EpilogueEmitter.Images(epilogue)];

    /// <summary>Writes the loops over rows and tiles, for the channels at <c>c</c> of the sample of both operands.</summary>
    public void Emit(DepthwiseAxis rows, DepthwiseAxis columns)
    {
        bool inRegisters = rows.Taps.Length * columns.Taps.Length <= MostWeightsInRegisters;
        int tile = inRegisters ? TileFor(columns.Count) : Math.Min(WideTile, columns.Count);
        int whole = columns.Count / tile * tile;
        if (inRegisters)
        {
            LoadWeights(rows, columns);
        }

        using (ShareText.Units(writer, "y", writer.TakesRows ? "rows" : Count("Rows", rows)))
        {
            writer.Line($"ref float {source.Row} = ref Unsafe.Add(ref {source.Sample}, {SourceStart(rows, columns)});");
            foreach (var operand in written)
            {
                writer.Line($"ref float {operand.Row} = ref Unsafe.Add(ref {operand.Sample}, {WrittenStart(operand, rows, columns)});");
            }

            if (biasRows is not null)
            {
                writer.Line($"ref float biasRow = ref Unsafe.Add(ref bias, {BiasRowText.Offset(writer, biasRows, "y")} + c);");
            }

            using (writer.Block(whole == tile ? null : $"for (int x = 0; x < {Less(Count("Columns", columns), columns.Count - whole)}; x += {tile})"))
            {
                EmitTile(rows, columns, whole == tile ? "0" : "x", tile, inRegisters);
            }

            if (whole < columns.Count)
            {
                using (writer.Block())
                {
                    EmitTile(rows, columns, whole == tile ? Literal.Int(whole) : $"(Columns{Suffix(columns)} - {columns.Count - whole})", columns.Count - whole, inRegisters);
                }
            }
        }
    }

    /// <summary>Destinations of an axis; an image of gradients is made of several.</summary>
    private string Count(string name, DepthwiseAxis axis) => writer.Size(name + Suffix(axis), axis.Count);

    private static string Suffix(DepthwiseAxis axis) => axis.First == 0 ? "" : Literal.Int(axis.First);

    private static string Less(string name, int rest) => rest == 0 ? name : $"{name} - {rest}";

    private static int TileFor(int columns) =>
        columns <= SmallTile ? columns : Tiles.FirstOrDefault(tile => columns % tile == 0) is var tile and > 0 ? tile : SmallTile;

    private void LoadWeights(DepthwiseAxis rows, DepthwiseAxis columns)
    {
        foreach (var row in rows.Taps)
        {
            foreach (var column in columns.Taps)
            {
                int tap = (row.Weight * kernelWidth) + column.Weight;
                writer.Line($"var w{tap} = TSimd.Load(ref weights, {(tap == 0 ? "c" : $"({tap} * Pitch) + c")});");
            }
        }
    }

    private void EmitTile(DepthwiseAxis rows, DepthwiseAxis columns, string x, int tile, bool inRegisters)
    {
        writer.Line($"ref float window = ref Unsafe.Add(ref {source.Row}, {Product(x, columns.SourceStep)});");
        foreach (var operand in written)
        {
            writer.Line($"ref float {Target(operand)} = ref Unsafe.Add(ref {operand.Row}, {Product(x, columns.Step)});");
        }

        if (biasRows is not null)
        {
            writer.Line($"ref float biasOfTile = ref Unsafe.Add(ref biasRow, {Product(x, 1)});");
        }

        if (inRegisters)
        {
            EmitWrittenOutTaps(rows, columns, tile);
        }
        else
        {
            EmitTapLoops(rows, columns, tile);
        }

        for (int t = 0; t < tile; t++)
        {
            string offset = Product(Literal.Int(t), columns.Step);
            EpilogueEmitter.Apply(writer, $"v{t}", epilogue, "c", "target", offset, preloaded: true, place: image => $"ref {Target(image)}, {offset}");
            writer.Line($"TSimd.Store(v{t}, ref target, {offset});");
        }
    }

    /// <summary>Each position of the source is loaded once, and multiplied by the weight of every tap that it is for some destination of the tile.</summary>
    private void EmitWrittenOutTaps(DepthwiseAxis rows, DepthwiseAxis columns, int tile)
    {
        bool[] started = new bool[tile];
        writer.Line("TVector tap;");
        foreach (var row in rows.Taps)
        {
            var products = from column in columns.Taps
                           from t in Enumerable.Range(0, tile)
                           group (Destination: t, Tap: (row.Weight * kernelWidth) + column.Weight) by column.Source - columns.SourceStart + (t * columns.SourceStep);
            foreach (var position in products.OrderBy(position => position.Key))
            {
                writer.Line($"tap = TSimd.Load(ref window, {Offset(row.Source - rows.SourceStart, position.Key)});");
                foreach (var (destination, tap) in position)
                {
                    writer.Line(Product(destination, tap, started[destination]));
                    started[destination] = true;
                }
            }
        }
    }

    private string Product(int destination, int tap, bool isStarted) =>
        isStarted ? $"v{destination} = TSimd.MultiplyAdd(tap, w{tap}, v{destination});"
        : hasBias ? $"var v{destination} = TSimd.MultiplyAdd(tap, w{tap}, {Bias(destination)});"
        : $"var v{destination} = TSimd.Multiply(tap, w{tap});";

    private void EmitTapLoops(DepthwiseAxis rows, DepthwiseAxis columns, int tile)
    {
        for (int t = 0; t < tile; t++)
        {
            writer.Line($"var v{t} = {(hasBias ? Bias(t) : "TSimd.Zero")};");
        }

        using (writer.Block($"for (int i = 0; i < {rows.Taps.Length}; i++)"))
        using (writer.Block($"for (int j = 0; j < {columns.Taps.Length}; j++)"))
        {
            writer.Line($"var weight = TSimd.Load(ref weights, (((({Progression("i", rows.Taps, tap => tap.Weight, 0)}) * {kernelWidth}) + {Progression("j", columns.Taps, tap => tap.Weight, 0)}) * Pitch) + c);");
            string row = Progression("i", rows.Taps, tap => tap.Source, rows.SourceStart);
            string column = Progression("j", columns.Taps, tap => tap.Source, columns.SourceStart);
            writer.Line($"ref float at = ref Unsafe.Add(ref window, (({row}) * {source.Constant}RowStride) + (({column}) * Pitch));");
            for (int t = 0; t < tile; t++)
            {
                writer.Line($"v{t} = TSimd.MultiplyAdd(TSimd.Load(ref at, {Product(Literal.Int(t), columns.SourceStep)}), weight, v{t});");
            }
        }
    }

    private string SourceStart(DepthwiseAxis rows, DepthwiseAxis columns) =>
        $"(({Affine("y", rows.SourceStep, rows.SourceStart)}) * {source.Constant}RowStride) + {Shift(columns.SourceStart)}";

    private static string WrittenStart(ImageOperand operand, DepthwiseAxis rows, DepthwiseAxis columns) =>
        $"(({Affine("y", rows.Step, rows.First)}) * {operand.Constant}RowStride) + {Shift(columns.First)}";

    private string Target(ImageOperand operand) => operand == destination ? "target" : operand.Name + "Target";

    private string Bias(int t) => biasRows is null ? "biasVector" : $"TSimd.Load(ref biasOfTile, {Product(Literal.Int(t), 1)})";

    private string Offset(int rows, int columns) => rows switch
    {
        0 => Product(Literal.Int(columns), 1),
        _ when columns == 0 => $"{rows} * {source.Constant}RowStride",
        _ => $"({rows} * {source.Constant}RowStride) + ({columns} * Pitch)",
    };

    private static string Shift(int positions) => positions == 0 ? "c" : $"({Literal.Int(positions)} * Pitch) + c";

    private static string Product(string index, int step) =>
        index == "0" ? "0" : step == 1 ? $"{index} * Pitch" : $"{index} * ({step} * Pitch)";

    private static string Affine(string index, int factor, int addend)
    {
        string product = factor == 1 ? index : $"({index} * {factor})";
        return addend == 0 ? product : addend > 0 ? $"{product} + {addend}" : $"{product} - {-addend}";
    }

    /// <summary>What a loop index has to be mapped to so that it runs through one property of the taps, whose steps are equal.</summary>
    private static string Progression(string index, DepthwiseTap[] taps, Func<DepthwiseTap, int> property, int origin)
    {
        int start = property(taps[0]) - origin;
        int step = taps.Length == 1 ? 0 : property(taps[1]) - property(taps[0]);
        return step >= 0 ? Affine(index, step, start) : $"{start} - {Affine(index, -step, 0)}";
    }
}
