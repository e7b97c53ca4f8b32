using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>A value that a kernel walks over: the name of its <c>ref</c> parameter, and how it lies in memory.</summary>
internal sealed record ImageOperand(string Name, Layout Layout)
{
    /// <summary>Whether all samples have one: a parameter with the shape of a sample.</summary>
    public bool IsShared { get; init; }

    public int SampleStride => IsShared ? 0 : Layout.SampleStride;

    /// <summary>The prefix of the constants that describe it: <c>OutputGradient</c>.</summary>
    public string Constant => char.ToUpperInvariant(Name[0]) + Name.Substring(1);

    public string Sample => Name + "Sample";

    public string Row => Name + "Row";
}

/// <summary>
/// The loops over samples and rows that position-wise kernels share. Rows of images without a halo follow each other, so several are
/// walked as one: fewer, longer loops.
/// </summary>
internal sealed class ImageLoops
{
    // So many that shares of them are about equal.
    private const int FewestSharedRows = 8;

    private readonly KernelWriter writer;
    private readonly ImageOperand[] operands;
    private readonly int rowsTogether;

    /// <param name="writer">Where to write.</param>
    /// <param name="longestRow">The most positions to walk as one row.</param>
    /// <param name="operands">Values of equal size and pitch.</param>
    public ImageLoops(KernelWriter writer, int longestRow, params ImageOperand[] operands)
    {
        this.writer = writer;
        this.operands = operands;
        var layout = operands[0].Layout;
        if (operands.Any(operand => (operand.Layout.Height, operand.Layout.Width, operand.Layout.Pitch) != (layout.Height, layout.Width, layout.Pitch)))
        {
            throw new InvalidOperationException("A position-wise kernel needs values of one size and pitch, not " +
                string.Join(", ", operands.Select(operand => operand.Layout)));
        }

        Pitch = PitchOf(layout);
        int fewestRows = writer.TakesShare ? Math.Min(layout.Height, FewestSharedRows) : 1;
        rowsTogether = operands.All(operand => operand.Layout.IsContiguous)
            ? Enumerable.Range(1, layout.Height).Last(rows =>
                rows == 1 || (layout.Height % rows == 0 && rows * layout.Width <= longestRow && layout.Height / rows >= fewestRows))
            : 1;
        Rows = layout.Height / rowsTogether;
        Columns = layout.Width * rowsTogether;
    }

    public int Pitch { get; }

    public int Rows { get; }

    /// <summary>Positions in a row of the loop, which may be several rows of the image.</summary>
    public int Columns { get; }

    /// <summary>The pitch, which every kernel over channels needs to be a multiple of the widest vector.</summary>
    public static int PitchOf(Layout layout) =>
        layout.Pitch % Layout.Lanes == 0
            ? layout.Pitch
            : throw new InvalidOperationException($"A kernel over channels needs a pitch that is a multiple of {Layout.Lanes}, not {layout.Pitch}.");

    /// <summary>Registers the sizes that the loops name.</summary>
    public void Constants()
    {
        writer.Size("Pitch", Pitch);
        foreach (var operand in operands)
        {
            writer.Size(operand.Constant + "RowPositions", rowsTogether * operand.Layout.RowStride / Pitch);
            if (!operand.IsShared && !writer.TakesShare)
            {
                // A pitch is a multiple of the widest vector, so that samples follow each other without a gap.
                writer.Size(operand.Constant + "SamplePositions", operand.Layout.SampleStride / Pitch);
            }
        }
    }

    /// <summary>Opens a loop over samples, by default first … last−1.</summary>
    public CodeWriter.Scope Samples(string first = "first", string last = "last")
    {
        if (writer.TakesShare)
        {
            return ShareText.Samples(writer, operands, operand => "");
        }

        var scope = writer.Block($"for (int n = {first}; n < {last}; n++)");
        foreach (var operand in operands)
        {
            writer.Line(operand.IsShared
                ? $"ref float {operand.Sample} = ref {operand.Name};"
                : $"ref float {operand.Sample} = ref Unsafe.Add(ref {operand.Name}, (nint)n * {operand.Constant}SamplePositions * Pitch);");
        }

        return scope;
    }

    /// <summary>Writes a loop over rows around <paramref name="body"/>, in which each operand's <c>…Row</c> is the row's first float.</summary>
    public void EachRow(Action body)
    {
        using (ShareText.Units(writer, "y", writer.Size("Rows", Rows)))
        {
            foreach (var operand in operands)
            {
                writer.Line($"ref float {operand.Row} = ref Unsafe.Add(ref {operand.Sample}, y * {operand.Constant}RowPositions * Pitch);");
            }

            body();
        }
    }

    /// <summary>Opens the loop over the vectors of one position's channels.</summary>
    public CodeWriter.Scope Channels() => Channels(writer);

    /// <inheritdoc cref="Channels()"/>
    public static CodeWriter.Scope Channels(KernelWriter writer) => writer.Block("for (int c = 0; c < Pitch; c += TSimd.Lanes)");

    /// <summary>Writes a loop over the positions of a row for the channels at <c>c</c>; <paramref name="body"/> gets the offset's name.</summary>
    public void EachPosition(Action<string> body)
    {
        using (writer.Block($"for (int i = c; i < {writer.Size("Columns", Columns)} * Pitch; i += Pitch)"))
        {
            body("i");
        }
    }

    /// <summary>
    /// Writes the loops over the channels and the positions of a row: two vectors of channels at a time where they come out even, so that cache lines which lie side by side are asked for
    /// together.
    /// </summary>
    /// <param name="preload">Writes what a vector of channels needs; gets the channel of its first lane, and what to add to the names of variables.</param>
    /// <param name="body">Writes a vector of a position; gets its offset, the channel and the addition to names.</param>
    public void EachPositionOfPairs(Action<string, string> preload, Action<string, string, string> body)
    {
        writer.Line("bool pairs = Pitch % (2 * TSimd.Lanes) == 0;");
        using var channels = writer.Block("for (int c = 0; c < Pitch; c += pairs ? 2 * TSimd.Lanes : TSimd.Lanes)");
        writer.Line("int c1 = pairs ? c + TSimd.Lanes : c;");
        preload("c", "");
        preload("c1", "1");
        EachPosition(offset =>
        {
            using (writer.Block())
            {
                body(offset, "c", "");
            }

            using (writer.Block("if (pairs)"))
            {
                body($"{offset} + TSimd.Lanes", "c1", "1");
            }
        });
    }

    /// <summary>Writes a loop over all vectors of a row, whatever their channels.</summary>
    public void EachVector(Action<string> body)
    {
        using (writer.Block($"for (int i = 0; i < {writer.Size("Columns", Columns)} * Pitch; i += TSimd.Lanes)"))
        {
            body("i");
        }
    }
}
