using System.Collections.Immutable;
using System.Text;

namespace BnCompiler.Tool.Declaring;

/// <summary>
/// Writes a declaration as C#: a line for each stage, which begins with a layer that has weights, with the border in front of it, or with a layer that reads another one than
/// the layer before.
/// </summary>
internal static class DeclarationWriter
{
    private const int LongestLine = 150;

    private const string Border = "ZeroPad2d";

    private static readonly HashSet<string> Stages = ["Linear", "Conv1d", "Conv2d", "ConvTranspose2d", "Input", Border];

    /// <param name="name">The class.</param>
    /// <param name="space">Its namespace; null for none.</param>
    /// <param name="remark">Its summary.</param>
    public static string Write(Declaration declaration, string name, string? space, string remark)
    {
        var text = new StringBuilder("using BnCompiler;\n\n");
        if (space is not null)
        {
            text.Append($"namespace {space};\n\n");
        }

        text.Append($"/// <summary>{Escape(remark)}</summary>\n");
        text.Append($"[Network({string.Join(", ", declaration.Layers[0].Shape)})]\n");
        foreach (string line in Lines(declaration))
        {
            text.Append($"[{line}]\n");
        }

        return text.Append($"public sealed partial class {name};\n").ToString();
    }

    private static IEnumerable<string> Lines(Declaration declaration)
    {
        var line = new StringBuilder();
        foreach (var (attribute, begins) in Attributes(declaration))
        {
            if (line.Length > 0 && (begins || line.Length + attribute.Length > LongestLine))
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? ", " : "").Append(attribute);
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }

    private static IEnumerable<(string Text, bool Begins)> Attributes(Declaration declaration)
    {
        var areDefaults = LayerNaming.AreDefaults(declaration);
        int current = 0;
        for (int index = 1; index < declaration.Layers.Length; index++)
        {
            var layer = declaration.Layers[index];
            if (layer.Kind == DeclaredLayer.InputKind)
            {
                yield return ($"Input(\"{declaration.Names[index]}\", {string.Join(", ", layer.Shape)})", true);
            }
            else
            {
                string? from = layer.Inputs[0] == current ? null : declaration.Names[layer.Inputs[0]];
                bool begins = Stages.Contains(layer.Kind) && declaration.Layers[index - 1].Kind != Border;
                yield return (Attribute(declaration, index, from, areDefaults[index]), from is not null || begins);
            }

            current = index;
        }

        foreach (var (output, from) in Outputs(declaration, current))
        {
            yield return (from is null ? $"Output(\"{output}\")" : $"Output(\"{output}\", From = \"{from}\")", false);
        }
    }

    private static string Attribute(Declaration declaration, int index, string? from, bool isDefault)
    {
        var layer = declaration.Layers[index];
        ImmutableArray<string> arguments =
        [
            .. layer.Arguments,
            .. layer.Inputs.Skip(1).Select(input => $"\"{declaration.Names[input]}\""),
            .. layer.Options,
            .. from is null ? Array.Empty<string>() : [$"From = \"{from}\""],
            .. isDefault ? Array.Empty<string>() : [$"Name = \"{declaration.Names[index]}\""],
        ];
        return arguments.IsEmpty ? layer.Kind : $"{layer.Kind}({string.Join(", ", arguments)})";
    }

    /// <summary>The outputs with the layers that they name; a single one that is the last layer's value needs no attribute.</summary>
    private static IEnumerable<(string Output, string? From)> Outputs(Declaration declaration, int last)
    {
        if (declaration.Outputs is [var only] && only.Layer == last)
        {
            yield break;
        }

        var names = OutputNames(declaration);
        int current = last;
        for (int index = 0; index < declaration.Outputs.Length; index++)
        {
            int layer = declaration.Outputs[index].Layer;
            yield return (names[index], layer == current ? null : declaration.Names[layer]);
            current = layer;
        }
    }

    private static ImmutableArray<string> OutputNames(Declaration declaration)
    {
        var taken = new HashSet<string>(declaration.Names.Append("output").Select(Member), StringComparer.OrdinalIgnoreCase);
        return
        [
            .. declaration.Outputs.Select((output, index) =>
            {
                string wish = LayerName.Identifier(output.Name) ?? $"output{index + 1}";
                string name = wish;
                for (int number = 1; !taken.Add(Member(name)); number++)
                {
                    name = $"{wish}_output{number}";
                }

                return name;
            }),
        ];
    }

    private static string Member(string name) => name.Replace("_", "", StringComparison.Ordinal);

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
