using System.Globalization;

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

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
