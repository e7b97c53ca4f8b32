using System.Globalization;
using System.Text;

namespace BnCompiler.Testing;

/// <summary>Shows the first place where two texts differ, with the lines around it.</summary>
internal static class FirstDifference
{
    private const int LinesBefore = 3;
    private const int LinesAfter = 5;

    public static string Describe(string received, string verified)
    {
        string[] receivedLines = received.Split('\n');
        string[] verifiedLines = verified.Split('\n');
        int first = receivedLines.Zip(verifiedLines).TakeWhile(pair => string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Count();

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"First difference at line {first + 1} (received {receivedLines.Length} lines, verified {verifiedLines.Length}):\n");
        Append(text, ' ', verifiedLines, first - LinesBefore, first);
        Append(text, '-', verifiedLines, first, first + LinesAfter);
        Append(text, '+', receivedLines, first, first + LinesAfter);
        return text.ToString();
    }

    private static void Append(StringBuilder text, char sign, string[] lines, int from, int to)
    {
        for (int line = Math.Max(from, 0); line < Math.Min(to, lines.Length); line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{sign}{line + 1,5} | {lines[line]}\n");
        }
    }
}
