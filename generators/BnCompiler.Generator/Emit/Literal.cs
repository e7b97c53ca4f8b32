using System.Globalization;

namespace BnCompiler.Generator.Emit;

/// <summary>C# literals, the same text whatever the culture and the runtime of the compiler's host.</summary>
internal static class Literal
{
    private const int DigitsThatAlwaysSuffice = 9;

    /// <summary>An int; culture matters for the minus sign.</summary>
    public static string Int(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Characters of <see cref="Int"/>.</summary>
    public static int Length(int value)
    {
        int length = value < 0 ? 2 : 1;
        for (int rest = value / 10; rest != 0; rest /= 10)
        {
            length++;
        }

        return length;
    }

    /// <summary>The shortest decimal that reads back as the same float: <c>0.1f</c>.</summary>
    public static string Float(float value)
    {
        if (float.IsNaN(value) || float.IsInfinity(value))
        {
            return float.IsNaN(value) ? "float.NaN" : value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity";
        }

        // "R" is not the same text on .NET Framework; a stated number of digits is.
        for (int digits = 1; ; digits++)
        {
            string text = value.ToString("G" + Int(digits), CultureInfo.InvariantCulture);
            if (digits == DigitsThatAlwaysSuffice || Parse(text) == value)
            {
                return text + "f";
            }
        }
    }

    /// <summary>A decimal that reads back as the same double: <c>1E-05</c>.</summary>
    public static string Double(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A string with quotes and escapes.</summary>
    public static string String(string value) =>
        "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r") + "\"";

    // .NET Framework refuses a text that rounds up to infinity; such a text has too few digits.
    private static float Parse(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : float.NaN;
}
