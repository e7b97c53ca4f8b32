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
            string name = PascalCase(layer);
            string unique = name;
            for (int number = 2; !used.Add(unique); number++)
            {
                unique = $"{name}_{number}";
            }

            pascal.Add(layer, unique);
        }
    }

    /// <summary>The layer's name as the start of a member's name.</summary>
    public string Of(string layer) => pascal[layer];

    /// <summary>The layer's name as a local variable.</summary>
    public string Local(string layer) => char.ToLowerInvariant(pascal[layer][0]) + pascal[layer].Substring(1);

    /// <summary>A parameter's member: <c>Conv1Weight</c>, <c>Bn1RunningMean</c>.</summary>
    public string OfParameter(string layer, string role) => Of(layer) + PascalCase(role);

    /// <summary>Whether a layer's parameters are members of the network's class: those inside blocks are reached by their names.</summary>
    public static bool HasMember(string layer) => !layer.Contains('.');

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
