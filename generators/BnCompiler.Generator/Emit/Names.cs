using System.Text;

namespace BnCompiler.Generator.Emit;

/// <summary>
/// C# names for layers, in the order declared: <c>leaky_relu1</c> becomes <c>LeakyRelu1</c>, <c>layer1.0.conv1</c> of a block's instance <c>Layer1_0_Conv1</c>, and a
/// second one that would get the same name a number.
/// </summary>
internal sealed class Names
{
    private readonly Dictionary<string, string> pascal = new(StringComparer.Ordinal);

    public Names(IEnumerable<string> layers)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (string layer in layers)
        {
            pascal.Add(layer, Unique(PascalCase(layer), used, "_"));
        }
    }

    /// <summary>The layer's name as the start of a member's name.</summary>
    public string Of(string layer) => pascal[layer];

    /// <summary>The layer's name as a local variable.</summary>
    public string Local(string layer) => StartingLow(pascal[layer]);

    /// <summary>A parameter's member: <c>Conv1Weight</c>, <c>Bn1RunningMean</c>.</summary>
    public string OfParameter(string layer, string role) => Of(layer) + PascalCase(role);

    /// <summary>Whether a layer's parameters are members of the network's class: those inside blocks are reached by their names.</summary>
    public static bool HasMember(string layer) => !layer.Contains('.');

    /// <summary>A name that is not used yet, which then is: the stem, or the stem with a number from 2 on.</summary>
    /// <param name="stem">The name that is wanted.</param>
    /// <param name="used">The names that are taken.</param>
    /// <param name="separator">What stands in front of the number.</param>
    public static string Unique(string stem, HashSet<string> used, string separator = "")
    {
        string unique = stem;
        for (int number = 2; !used.Add(unique); number++)
        {
            unique = stem + separator + Literal.Int(number);
        }

        return unique;
    }

    /// <summary>The name with its first letter in lower case.</summary>
    public static string StartingLow(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);

    /// <summary>Each word's first letter in upper case, without the underscores between words; between the parts of a path, one instead of the dot.</summary>
    public static string PascalCase(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        bool starts = true;
        foreach (char letter in name)
        {
            if (letter is not '_')
            {
                text.Append(letter == '.' ? '_' : starts ? char.ToUpperInvariant(letter) : letter);
            }

            starts = letter is '_' or '.';
        }

        return text.Length == 0 || char.IsDigit(text[0]) ? "_" + text : text.ToString();
    }
}
