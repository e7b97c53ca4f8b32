using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// The loops that pooling kernels share: samples, windows, channel vectors, and the taps of a window, written out when they are
/// few and in loops with bounds otherwise.
/// </summary>
internal sealed class PoolLoops
{
    private const int MostTapsWrittenOut = 25;

    private readonly KernelWriter writer;
    private readonly ImageOperand[] windowed;
    private readonly ImageOperand[] outputs;
    private readonly bool writtenOut;

    /// <param name="writer">Where to write.</param>
    /// <param name="window">The window.</param>
    /// <param name="windowed">Values that windows slide over.</param>
    /// <param name="outputs">Values with one position per window.</param>
    /// <param name="mayRepeat">
    /// Whether a tap outside the image may be replaced by the nearest one inside (a maximum does not mind); otherwise such windows
    /// get loops with bounds, unless there are zeros to read.
    /// </param>
    /// <param name="readsHalo">Whether taps outside the image may read the zeros of the halo.</param>
    public PoolLoops(KernelWriter writer, Window window, ImageOperand[] windowed, ImageOperand[] outputs, bool mayRepeat, bool readsHalo = false)
    {
        this.writer = writer;
        this.windowed = windowed;
        this.outputs = outputs;
        Rows = WindowAxis.Rows(window, windowed[0].Layout, outputs[0].Layout);
        Columns = WindowAxis.Columns(window, windowed[0].Layout, outputs[0].Layout);
        Pitch = ImageLoops.PitchOf(windowed[0].Layout);
        HaloCovers = readsHalo && windowed.All(operand => Covers(operand.Layout.Halo));
        bool repeats = mayRepeat && Rows.Dilation == 1 && Columns.Dilation == 1;
        writtenOut = Rows.Kernel * Columns.Kernel <= MostTapsWrittenOut && (!IsClipped || repeats || HaloCovers);
    }

    public WindowAxis Rows { get; }

    public WindowAxis Columns { get; }

    public int Pitch { get; }

    /// <summary>Whether every tap outside the image lies in the halo, and may be read there.</summary>
    public bool HaloCovers { get; }

    public bool IsClipped => Rows.IsClipped || Columns.IsClipped;

    /// <summary>Whether a position can be the tap of two windows, or of one window twice.</summary>
    public bool Overlaps => Rows.Overlaps || Columns.Overlaps || IsClipped;

    /// <summary>Whether every position belongs to exactly one window.</summary>
    public bool Tiles => Rows.Tiles && Columns.Tiles;

    private bool ClampsRows => Rows.IsClipped && !HaloCovers;

    private bool ClampsColumns => Columns.IsClipped && !HaloCovers;

    /// <summary>Registers the sizes that the loops name.</summary>
    public void Constants()
    {
        writer.Size("Pitch", Pitch);
        OperandText.Strides(writer, windowed.Concat(outputs));
    }

    /// <summary>Writes the loop over samples around <paramref name="body"/>.</summary>
    public void EachSample(Action body)
    {
        using (OperandText.Samples(writer, windowed.Concat(outputs)))
        {
            body();
        }
    }

    /// <summary>
    /// Writes the loops over windows around <paramref name="perWindow"/> (once per window, may be null) and <paramref name="perVector"/> (once per
    /// vector of channels <c>c</c>). The outputs' rows are <c>…Row</c>, their offset is <c>at</c>.
    /// </summary>
    public void EachWindow(Action perVector, Action? perWindow = null)
    {
        using (ShareText.Units(writer, "y", writer.Size("OutputRows", Rows.OutputSize)))
        {
            RowReferences();
            using (writer.Block($"for (int x = 0; x < {writer.Size("OutputColumns", Columns.OutputSize)}; x++)"))
            {
                ColumnOffsets();
                perWindow?.Invoke();
                using (ImageLoops.Channels(writer))
                {
                    writer.Line("int at = (x * Pitch) + c;");
                    perVector();
                }
            }
        }
    }

    /// <summary>
    /// Writes <paramref name="body"/> for each tap of the window, row by row. It gets, for each windowed value, reference and offset
    /// of the tap, and whether it is the first of a window that is written out.
    /// </summary>
    public void EachTap(Action<(string Reference, string Offset)[], bool> body)
    {
        if (writtenOut)
        {
            WrittenOutTaps(body);
            return;
        }

        using (writer.Block($"for (int i = {(Rows.IsClipped ? "firstRow" : "0")}; i < {(Rows.IsClipped ? "lastRow" : Literal.Int(Rows.Kernel))}; i++)"))
        using (writer.Block($"for (int j = {(Columns.IsClipped ? "firstColumn" : "0")}; j < {(Columns.IsClipped ? "lastColumn" : Literal.Int(Columns.Kernel))}; j++)"))
        {
            string row = Rows.Dilation == 1 ? "top + i" : $"top + (i * {Rows.Dilation})";
            string column = Columns.Dilation == 1 ? "left + j" : $"left + (j * {Columns.Dilation})";
            foreach (var operand in windowed)
            {
                writer.Line($"int {operand.Name}At = (({row}) * {operand.Constant}RowStride) + (({column}) * Pitch) + c;");
            }

            body([.. windowed.Select(operand => (operand.Sample, operand.Name + "At"))], false);
        }
    }

    /// <summary>Whether the body of <see cref="EachTap"/> is told which tap is the first, and needs no neutral element to start from.</summary>
    public bool KnowsFirstTap => writtenOut;

    /// <summary>Writes zeros to all positions of a windowed value's sample.</summary>
    public void ClearImage(ImageOperand operand)
    {
        using (writer.Block($"for (int y = 0; y < {writer.Size("InputRows", operand.Layout.Height)}; y++)"))
        {
            writer.Line($"ref float row = ref Unsafe.Add(ref {operand.Sample}, y * {operand.Constant}RowStride);");
            writer.Line($"global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref row, {writer.Size("InputColumns", operand.Layout.Width)} * Pitch).Clear();");
        }
    }

    /// <summary>
    /// The text of the number of positions in a window along one axis: those inside the image, or with the padding. Null when it is
    /// <see cref="WindowAxis.Kernel"/> for every window.
    /// </summary>
    public static string? Count(WindowAxis axis, string index, bool countIncludePad)
    {
        int border = countIncludePad ? axis.Padding : 0;
        bool clipsBefore = axis.First(0) < -border;
        bool clipsAfter = axis.Last(axis.Kernel - 1) >= axis.InputSize + border;
        if (!clipsBefore && !clipsAfter)
        {
            return null;
        }

        string start = axis.Affine(index, -axis.Padding);
        string end = axis.Affine(index, axis.Kernel - axis.Padding);
        return $"{(clipsAfter ? $"Math.Min({end}, {axis.InputSize + border})" : end)} - {(clipsBefore ? $"Math.Max({start}, {-border})" : $"({start})")}";
    }

    private void WrittenOutTaps(Action<(string Reference, string Offset)[], bool> body)
    {
        foreach (var operand in windowed)
        {
            for (int i = 0; i < Rows.Kernel; i++)
            {
                string start = ClampsColumns ? "c" : $"(({Columns.Affine("x", Columns.First(0))}) * Pitch) + c";
                writer.Line($"ref float {operand.Name}At{i} = ref Unsafe.Add(ref {operand.Row}{i}, {start});");
            }
        }

        for (int i = 0; i < Rows.Kernel; i++)
        {
            for (int j = 0; j < Columns.Kernel; j++)
            {
                string offset = ClampsColumns ? $"column{j}" : j == 0 ? "0" : j * Columns.Dilation == 1 ? "Pitch" : $"{j * Columns.Dilation} * Pitch";
                body([.. windowed.Select(operand => ($"{operand.Name}At{i}", offset))], i + j == 0);
            }
        }
    }

    private void RowReferences()
    {
        if (writtenOut)
        {
            foreach (var operand in windowed)
            {
                for (int i = 0; i < Rows.Kernel; i++)
                {
                    string row = ClampsRows ? Rows.Clamped("y", i) : Rows.Affine("y", Rows.First(i));
                    writer.Line($"ref float {operand.Row}{i} = ref Unsafe.Add(ref {operand.Sample}, ({row}) * {operand.Constant}RowStride);");
                }
            }
        }
        else
        {
            Bounds(Rows, "y", "top", "firstRow", "lastRow");
        }

        OperandText.Rows(writer, outputs);
    }

    private void ColumnOffsets()
    {
        if (!writtenOut)
        {
            Bounds(Columns, "x", "left", "firstColumn", "lastColumn");
            return;
        }

        for (int j = 0; ClampsColumns && j < Columns.Kernel; j++)
        {
            writer.Line($"int column{j} = ({Columns.Clamped("x", j)}) * Pitch;");
        }
    }

    /// <summary>Position of the window's first tap, and which taps lie inside the image: ⌈−start/dilation⌉ … ⌈(size − start)/dilation⌉ − 1.</summary>
    private void Bounds(WindowAxis axis, string index, string start, string first, string last)
    {
        writer.Line($"int {start} = {axis.Affine(index, -axis.Padding)};");
        if (axis.IsClipped)
        {
            string rounding = axis.Dilation == 1 ? string.Empty : $" + {axis.Dilation - 1}";
            string divisor = axis.Dilation == 1 ? string.Empty : $" / {axis.Dilation}";
            writer.Line($"int {first} = Math.Max(0, (-{start}{rounding}){divisor});");
            writer.Line($"int {last} = Math.Min({axis.Kernel}, ({axis.InputSize} - {start}{rounding}){divisor});");
        }
    }

    private bool Covers(Halo halo) =>
        halo.Top >= Rows.Before && halo.Bottom >= Rows.After && halo.Left >= Columns.Before && halo.Right >= Columns.After;
}
