using System.Globalization;
using System.Text;

namespace System.Runtime.CompilerServices;

/// <summary>
/// What the compiler makes of every interpolated string in this project, since netstandard2.0 has no such type of its own. It formats with the
/// invariant culture, so that no number in emitted text or in a finding depends on the machine that compiles: not even a minus sign,
/// which some cultures write differently.
/// </summary>
internal readonly struct DefaultInterpolatedStringHandler(int literalLength, int formattedCount)
{
    private const int ExpectedLengthOfHole = 8;

    private readonly StringBuilder text = new(literalLength + (formattedCount * ExpectedLengthOfHole));

    public void AppendLiteral(string value) => text.Append(value);

    public void AppendFormatted(object? value) => AppendFormatted<object?>(value);

    public void AppendFormatted<T>(T value) => AppendFormatted(value, 0, null);

    public void AppendFormatted<T>(T value, string? format) => AppendFormatted(value, 0, format);

    /// <param name="value">What stands in the hole.</param>
    /// <param name="alignment">The least width, negative for text on the left.</param>
    /// <param name="format">How to write it.</param>
    public void AppendFormatted<T>(T value, int alignment, string? format = null)
    {
        string? formatted = value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString();
        formatted ??= "";
        text.Append(alignment < 0 ? formatted.PadRight(-alignment) : formatted.PadLeft(alignment));
    }

    public string ToStringAndClear() => text.ToString();
}
