using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// Writes destination = epilogue(bias + Σ weight·source) for one pair of axes: a vector of channels at a time, several destinations of a
/// row at a time. The weights of few taps stay in registers; those of many are loaded once per tile.
/// </summary>
internal sealed class DepthwiseTiles(
    KernelWriter writer, ImageOperand source, ImageOperand destination, int kernelWidth, bool hasBias, EquatableArray<EpilogueOperation> epilogue)
{
    private const int MostWeightsInRegisters = 9;
    private const int WideTile = 8;

    // With nine weights these still fit the sixteen registers of AVX2, one of which FMA's memory operand spares.
    private static readonly int[] Tiles = [4, 7, 5, 6, 3];

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

        using (writer.Block($"for (int y = 0; y < {Count("Rows", rows)}; y++)"))
        {
            writer.Line($"ref float {source.Row} = ref Unsafe.Add(ref {source.Sample}, {SourceStart(rows, columns)});");
            writer.Line($"ref float {destination.Row} = ref Unsafe.Add(ref {destination.Sample}, {DestinationStart(rows, columns)});");
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
        columns <= Tiles[0] ? columns : Tiles.FirstOrDefault(tile => columns % tile == 0) is var tile and > 0 ? tile : Tiles[0];

    private void LoadWeights(DepthwiseAxis rows, DepthwiseAxis columns)
    {
        foreach (var row in rows.Taps)
        {
            foreach (var column in columns.Taps)
            {
                int tap = (row.Weight * kernelWidth) + column.Weight;
                writer.Line($"var weight{tap} = TSimd.Load(ref weights, {(tap == 0 ? "c" : $"({tap} * Pitch) + c")});");
            }
        }
    }

    private void EmitTile(DepthwiseAxis rows, DepthwiseAxis columns, string x, int tile, bool inRegisters)
    {
        writer.Line($"ref float window = ref Unsafe.Add(ref {source.Row}, {Product(x, columns.SourceStep)});");
        writer.Line($"ref float target = ref Unsafe.Add(ref {destination.Row}, {Product(x, columns.Step)});");
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
            EpilogueEmitter.Apply(writer, $"value{t}", epilogue, "c", "target", offset, preloaded: true);
            writer.Line($"TSimd.Store(value{t}, ref target, {offset});");
        }
    }

    private void EmitWrittenOutTaps(DepthwiseAxis rows, DepthwiseAxis columns, int tile)
    {
        bool isFirst = true;
        foreach (var row in rows.Taps)
        {
            foreach (var column in columns.Taps)
            {
                for (int t = 0; t < tile; t++)
                {
                    string offset = Offset(row.Source - rows.SourceStart, column.Source - columns.SourceStart + (t * columns.SourceStep));
                    string operands = $"TSimd.Load(ref window, {offset}), weight{(row.Weight * kernelWidth) + column.Weight}";
                    writer.Line(
                        !isFirst ? $"value{t} = TSimd.MultiplyAdd({operands}, value{t});"
                        : hasBias ? $"var value{t} = TSimd.MultiplyAdd({operands}, biasVector);"
                        : $"var value{t} = TSimd.Multiply({operands});");
                }

                isFirst = false;
            }
        }
    }

    private void EmitTapLoops(DepthwiseAxis rows, DepthwiseAxis columns, int tile)
    {
        for (int t = 0; t < tile; t++)
        {
            writer.Line($"var value{t} = {(hasBias ? "biasVector" : "TSimd.Zero")};");
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
                writer.Line($"value{t} = TSimd.MultiplyAdd(TSimd.Load(ref at, {Product(Literal.Int(t), columns.SourceStep)}), weight, value{t});");
            }
        }
    }

    private string SourceStart(DepthwiseAxis rows, DepthwiseAxis columns) =>
        $"(({Affine("y", rows.SourceStep, rows.SourceStart)}) * {source.Constant}RowStride) + {Shift(columns.SourceStart)}";

    private string DestinationStart(DepthwiseAxis rows, DepthwiseAxis columns) =>
        $"(({Affine("y", rows.Step, rows.First)}) * {destination.Constant}RowStride) + {Shift(columns.First)}";

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
