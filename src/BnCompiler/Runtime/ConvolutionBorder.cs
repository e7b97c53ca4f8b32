using System.ComponentModel;

namespace BnCompiler.Runtime;

/// <summary>Which taps of a zero-padded convolution lie inside the image, for every position of its output.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed class ConvolutionBorder
{
    private readonly ConvolutionAxis _rows;
    private readonly ConvolutionAxis _columns;
    private readonly int _leading;
    private readonly int _trailing;
    private readonly int _pitch;

    /// <param name="rows">The vertical axis.</param>
    /// <param name="columns">The horizontal axis.</param>
    /// <param name="leading">How many rows of the output, from the first on, have a row of biases each.</param>
    /// <param name="trailing">How many rows, up to the last, have one each; all rows between share one.</param>
    /// <param name="pitch">Floats from one position of the biases to the next.</param>
    public ConvolutionBorder(ConvolutionAxis rows, ConvolutionAxis columns, int leading, int trailing, int pitch)
    {
        _rows = rows;
        _columns = columns;
        _leading = leading;
        _trailing = trailing;
        _pitch = pitch;
    }

    /// <summary>Calls <paramref name="write"/> for every position of the biases, with its first float and, row by row, whether each tap lies inside.</summary>
    internal void EachPosition(Action<int, bool[]> write)
    {
        bool[] inside = new bool[_rows.Kernel * _columns.Kernel];
        for (int row = 0; row < _leading + 1 + _trailing; row++)
        {
            int y = row <= _leading ? row : _rows.Output - _trailing + (row - _leading - 1);
            for (int x = 0; x < _columns.Output; x++)
            {
                for (int tap = 0; tap < inside.Length; tap++)
                {
                    inside[tap] = _rows.IsInside(y, tap / _columns.Kernel) && _columns.IsInside(x, tap % _columns.Kernel);
                }

                write(((row * _columns.Output) + x) * _pitch, inside);
            }
        }
    }
}
