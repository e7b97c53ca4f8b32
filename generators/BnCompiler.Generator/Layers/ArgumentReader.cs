using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Reads the arguments of one layer attribute, with their defaults and ranges. A value out of range is reported once and
/// replaced by one in range, so that one reading finds everything that is wrong with a layer.
/// </summary>
internal sealed class ArgumentReader(LayerDeclaration declaration, FindingSink findings)
{
    /// <summary>Channels, height and width.</summary>
    private const int MostSizes = 3;

    private readonly HashSet<string> reported = [];

    public bool HasErrors => reported.Count > 0;

    /// <summary>A number of channels or features, which has no default.</summary>
    public int Size(string name) => Integer(name, 1, int.MaxValue);

    /// <summary>An integer from <paramref name="minimum"/> to <paramref name="maximum"/>; one without a default must be written.</summary>
    public int Integer(string name, int minimum, int maximum, int? defaultValue = null) =>
        Written(name) is { } written ? InRange(name, written, minimum, maximum) : defaultValue ?? Missing(name, minimum, maximum);

    /// <summary>An integer for one axis: <c>StrideHeight</c> where it is written, otherwise <c>Stride</c>.</summary>
    public int PerAxis(string name, string axis, int minimum, int maximum, int defaultValue) =>
        Integer(Written(name + axis) is null ? name : name + axis, minimum, maximum, defaultValue);

    public double Number(string name, double defaultValue, NumberRange range)
    {
        double value = Written(name) is { } written ? Convert.ToDouble(written, CultureInfo.InvariantCulture) : defaultValue;
        if (range.Contains(value))
        {
            return value;
        }

        Report(name, value.ToString("R", CultureInfo.InvariantCulture), range.Expected);
        return defaultValue;
    }

    /// <summary>Names of values, at least one.</summary>
    public ImmutableArray<string> Names(string name)
    {
        if (Written(name) is EquatableArray<string> { Count: > 0 } names)
        {
            return names.Items;
        }

        Report(name, "missing", "the name of a layer written earlier, or \"input\"");
        return [];
    }

    /// <summary>One to three sizes, one of which may be <paramref name="open"/>; others are at least 1.</summary>
    public ImmutableArray<int> Sizes(string name, int open)
    {
        if (Written(name) is not EquatableArray<int> { Count: > 0 and <= MostSizes } written)
        {
            Report(name, Written(name) is EquatableArray<int> { Count: > 0 } many ? $"{many.Count} sizes" : "missing", $"1 to {MostSizes} sizes");
            return [1];
        }

        for (int index = 0; index < written.Count; index++)
        {
            bool isOpen = written[index] == open;
            bool isSecond = isOpen && written.Items.IndexOf(open) < index;
            if (isSecond || (!isOpen && written[index] < 1))
            {
                Report($"{name}[{index}]", $"{written[index]}", isSecond ? $"at least 1, another one being {open}" : $"at least 1, or {open} for what is left");
            }
        }

        return written.Items;
    }

    /// <summary>The shape of an input: its features, channels and length, or channels, height and width.</summary>
    public Shape InputShape(string name)
    {
        if (Written(name) is EquatableArray<int> { Count: >= 1 and <= MostSizes } sizes && sizes.All(size => size >= 1))
        {
            return new Shape([.. sizes]);
        }

        string written = Written(name) is EquatableArray<int> wrong ? $"[{string.Join(", ", wrong.Select(size => $"{size}"))}]" : "missing";
        Report(name, written, "the features, or channels and length, or channels, height and width, each at least 1");
        return new Shape(1);
    }

    /// <summary>Refuses an argument that every attribute has and this one has no use for.</summary>
    public void Forbid(string name, string expected)
    {
        if (Written(name) is { } written)
        {
            Report(name, $"\"{written}\"", expected);
        }
    }

    /// <summary>Whether both arguments have one value, as those that one <c>kernelSize</c> sets: then one finding is enough.</summary>
    public bool Same(string first, string second) => Equals(Written(first), Written(second));

    public bool Flag(string name, bool defaultValue) => Written(name) is bool written ? written : defaultValue;

    /// <summary>One of several words, the first of which is the default.</summary>
    public string Choice(string name, params string[] words)
    {
        object written = Written(name) ?? words[0];
        if (written is string word && words.Contains(word))
        {
            return word;
        }

        Report(name, $"\"{written}\"", string.Join(" or ", words.Select(each => $"\"{each}\"")));
        return words[0];
    }

    private object? Written(string name) => declaration.Arguments.LastOrDefault(argument => argument.Name == name)?.Value;

    private int InRange(string name, object written, int minimum, int maximum)
    {
        if (written is int value && value >= minimum && value <= maximum)
        {
            return value;
        }

        Report(name, Convert.ToString(written, CultureInfo.InvariantCulture), Range(minimum, maximum));
        return minimum;
    }

    private int Missing(string name, int minimum, int maximum)
    {
        Report(name, "missing", Range(minimum, maximum));
        return minimum;
    }

    private void Report(string name, string value, string expected)
    {
        if (reported.Add(name))
        {
            findings.Report("BN0011", name, findings.Subject, name, value, expected);
        }
    }

    private static string Range(int minimum, int maximum) =>
        maximum == int.MaxValue ? $"at least {minimum}" : minimum == maximum ? $"{minimum}" : $"{minimum} to {maximum}";
}
