using System.Collections.Immutable;
using System.Globalization;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>What an emitter makes of a kernel: the members of its class, and the sizes that they read by name.</summary>
internal sealed class KernelText
{
    public KernelText(string members, ImmutableArray<KernelSize> sizes)
    {
        Members = members;
        Sizes = sizes;
        Key = string.Join(" ", sizes.Select(size => size.Name)) + "\n" + members;
        Hash = HashOf(Key);
    }

    public string Members { get; }

    public ImmutableArray<KernelSize> Sizes { get; }

    /// <summary>Equal for kernels that can share a class: the names of the sizes, and the members.</summary>
    public string Key { get; }

    /// <summary>The key as a part of a name, the same in every compilation.</summary>
    public string Hash { get; }

    /// <summary>Writes the class.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="accessibility"><c>file</c> or <c>internal</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="summary">Its documentation.</param>
    /// <param name="isTyped">For each size whether it is a type parameter; the others are constants.</param>
    public void WriteClass(CodeWriter writer, string accessibility, string name, string summary, Func<int, bool> isTyped)
    {
        string[] typed = [.. Sizes.Where((_, index) => isTyped(index)).Select(size => size.Name)];
        string parameters = typed.Length == 0 ? "" : $"<{string.Join(", ", typed.Select(size => "T" + size))}>";
        string constraints = typed.Length == 0 ? "" : "\n    " + string.Join(" ", typed.Select(size => $"where T{size} : struct, ISize"));
        writer.Summary(summary);
        using (writer.Block($"{accessibility} static class {name}{parameters}{constraints}"))
        {
            WriteConstants(writer, Sizes.Where((_, index) => !isTyped(index)));
            foreach (string size in typed)
            {
                writer.Line($"private static int {size} => T{size}.Value;");
            }

            if (!Sizes.IsEmpty)
            {
                writer.Line();
            }

            writer.Lines(Members);
        }
    }

    private static void WriteConstants(CodeWriter writer, IEnumerable<KernelSize> sizes)
    {
        const int LongestLine = 140;
        string line = "";
        foreach (var size in sizes)
        {
            string constant = $"{size.Name} = {Literal.Int(size.Value)}";
            if (line.Length > 0 && line.Length + constant.Length > LongestLine)
            {
                writer.Line($"private const int {line};");
                line = "";
            }

            line += line.Length == 0 ? constant : ", " + constant;
        }

        if (line.Length > 0)
        {
            writer.Line($"private const int {line};");
        }
    }

    /// <summary>The first ten digits of the 64-bit FNV-1a hash (Fowler, Noll and Vo).</summary>
    private static string HashOf(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in text)
        {
            hash = unchecked((hash ^ letter) * 1099511628211);
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture).Substring(0, 10);
    }
}
