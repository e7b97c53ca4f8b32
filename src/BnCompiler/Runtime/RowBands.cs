using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>
/// Steps over the output rows of a depthwise convolution, some at a time, for code that computes its input and reads its output in the same round: only the rows of both that a
/// round needs exist, and they stay in the cache. Rows that the next round needs again are moved, not computed again. Lengths are in floats.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public ref struct RowBands
{
    private readonly int _last;
    private readonly int _rowsTogether;
    private readonly int _inputRows;
    private readonly int _kernel;
    private readonly int _stride;
    private readonly int _padding;
    private readonly int _rowLength;
    private readonly int _left;
    private readonly ref float _strip;
    private readonly ref float _input;
    private readonly ref float _output;

    /// <param name="share">The worker's share of the output's rows.</param>
    /// <param name="scratch">Memory for one worker: (<paramref name="together"/> − 1)·<paramref name="stride"/> + <paramref name="kernel"/> rows of the input, then <paramref name="together"/> rows of the output.</param>
    /// <param name="scratchLength">Its length.</param>
    /// <param name="rows">Rows of the convolution's output.</param>
    /// <param name="together">Rows of it in a round.</param>
    /// <param name="inputRows">Rows of its input.</param>
    /// <param name="kernel">Rows of its window.</param>
    /// <param name="stride">Rows from one window to the next; at most <paramref name="kernel"/>.</param>
    /// <param name="padding">Rows of zeros in front of the input.</param>
    /// <param name="rowLength">A row of the input with the zeros around it.</param>
    /// <param name="left">Zeros in front of a row.</param>
    /// <param name="right">Zeros behind a row.</param>
    public RowBands(
        WorkerShare share, ref float scratch, int scratchLength, int rows, int together, int inputRows, int kernel, int stride, int padding, int rowLength, int left, int right)
    {
        _strip = ref share.Scratch(ref scratch, scratchLength);
        _last = share.Last(rows);
        _rowsTogether = together;
        _inputRows = inputRows;
        _kernel = kernel;
        _stride = stride;
        _padding = padding;
        _rowLength = rowLength;
        _left = left;
        int stripRows = ((together - 1) * stride) + kernel;
        First = share.First(rows);
        _output = ref Unsafe.Add(ref _strip, stripRows * rowLength);
        _input = ref Unsafe.Add(ref _strip, (padding * rowLength) + left);
        for (int row = 0; row < stripRows; row++)
        {
            Clear(row * rowLength, left);
            Clear(((row + 1) * rowLength) - right, right);
        }
    }

    /// <summary>The first output row of the round.</summary>
    public int First { get; private set; }

    /// <summary>Output rows of the round; 0 before the first one.</summary>
    public int Rows { get; private set; }

    /// <summary>The first row of the input that is not there yet.</summary>
    public int FirstNew { get; private set; }

    /// <summary>Rows of the input that have to be computed; may be 0.</summary>
    public int NewRows { get; private set; }

    /// <summary>Where they belong: the first position of <see cref="FirstNew"/>.</summary>
    public readonly ref float New => ref Unsafe.Add(ref _strip, ((FirstNew - StripStart) * _rowLength) + _left);

    /// <summary>The input row <see cref="First"/>·stride, first position: what the convolution counts rows and columns from.</summary>
    public readonly ref float Input => ref _input;

    /// <summary>Row <see cref="First"/> of the output.</summary>
    public readonly ref float Output => ref _output;

    private readonly int StripStart => (First * _stride) - _padding;

    /// <summary>Goes on to the next round; false behind the last one.</summary>
    public bool Next()
    {
        int filled = Rows == 0 ? 0 : MoveOverlap();
        First += Rows;
        Rows = Math.Min(_rowsTogether, _last - First);
        if (Rows <= 0)
        {
            return false;
        }

        int end = ((Rows - 1) * _stride) + _kernel;
        int above = Math.Clamp(-StripStart, filled, end);
        int below = Math.Clamp(_inputRows - StripStart, above, end);
        Clear(filled * _rowLength, (above - filled) * _rowLength);
        Clear(below * _rowLength, (end - below) * _rowLength);
        FirstNew = StripStart + above;
        NewRows = below - above;
        return true;
    }

    /// <summary>Row <see cref="First"/> of an image.</summary>
    /// <param name="image">Its first position.</param>
    /// <param name="rowLength">From one of its rows to the next.</param>
    public readonly ref float RowsOf(ref float image, int rowLength) => ref Unsafe.Add(ref image, (nint)First * rowLength);

    /// <summary>What row <see cref="FirstNew"/> is computed from: a row of an image.</summary>
    /// <param name="image">Its first position.</param>
    /// <param name="rowLength">From what belongs to one row to what belongs to the next.</param>
    public readonly ref float NewRowsOf(ref float image, int rowLength) => ref Unsafe.Add(ref image, (nint)FirstNew * rowLength);

    /// <summary>Moves the rows at the end of the strip that the next round reads too to its start: their number.</summary>
    private readonly int MoveOverlap()
    {
        int overlap = _kernel - _stride;
        ref float from = ref Unsafe.Add(ref _strip, Rows * _stride * _rowLength);
        MemoryMarshal.CreateSpan(ref from, overlap * _rowLength).CopyTo(MemoryMarshal.CreateSpan(ref _strip, overlap * _rowLength));
        return overlap;
    }

    private readonly void Clear(int offset, int length)
    {
        if (length > 0)
        {
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _strip, offset), length).Clear();
        }
    }
}
