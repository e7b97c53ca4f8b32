using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator;

/// <summary>
/// Hint names become file names, and the driver compares them without case: <c>Net</c> and <c>net</c> are two classes with one hint.
/// Those, and only those, get a number, so that all others keep the name that the compiler gave them.
/// </summary>
internal static class HintNames
{
    /// <summary>The names that are equal to another one when case is ignored, in ordinal order. Almost always none.</summary>
    public static EquatableArray<string> Clashes(ImmutableArray<string> names) => names
        .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .SelectMany(group => group)
        .OrderBy(name => name, StringComparer.Ordinal)
        .ToImmutableArray();

    public static EquatableArray<SourceFile> MakeUnique(EquatableArray<SourceFile> files, EquatableArray<string> clashes) =>
        clashes.Count == 0 ? files : files.Select(file => file with { HintName = MakeUnique(file.HintName, clashes.Items) }).ToImmutableArray();

    private static string MakeUnique(string name, ImmutableArray<string> clashes)
    {
        var group = clashes.Where(clash => string.Equals(clash, name, StringComparison.OrdinalIgnoreCase)).ToImmutableArray();
        int index = group.IndexOf(name, StringComparer.Ordinal);
        return index <= 0 ? name : $"{(index + 1).ToString(CultureInfo.InvariantCulture)}.{name}";
    }
}
