using System.Globalization;
using System.Text;

namespace BnCompiler.Generator.Ir;

/// <summary>Names in a sentence, the first few of many.</summary>
internal static class NameList
{
    /// <summary><c>a and b and c</c>, or <c>a, b, c and 17 more</c>.</summary>
    public static string Sentence(IReadOnlyCollection<string> names, int most = 3) =>
        names.Count <= most ? string.Join(" and ", names) : $"{string.Join(", ", names.Take(most))} and {Number(names.Count - most)} more";

    /// <summary>The same without a word where all are named.</summary>
    public static string Separated(IReadOnlyCollection<string> names, string separator, int most) =>
        names.Count <= most ? string.Join(separator, names) : $"{string.Join(separator, names.Take(most))} and {Number(names.Count - most)} more";

    /// <summary>The text with another word for every mention of a name that is not part of a longer name.</summary>
    public static string Replaced(string text, string name, string word)
    {
        var replaced = new StringBuilder();
        int copied = 0;
        for (int at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + name.Length, StringComparison.Ordinal))
        {
            int end = at + name.Length;
            bool isWhole = (at == 0 || !IsInName(text[at - 1])) && (end == text.Length || !IsInName(text[end]));
            if (isWhole)
            {
                replaced.Append(text.Substring(copied, at - copied)).Append(word);
                copied = end;
            }
        }

        return copied == 0 ? text : replaced.Append(text.Substring(copied)).ToString();
    }

    private static bool IsInName(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '.';

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
