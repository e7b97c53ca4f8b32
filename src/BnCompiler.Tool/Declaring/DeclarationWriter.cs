using System.Collections.Immutable;
using System.Text;

namespace BnCompiler.Tool.Declaring;

/// <summary>Writes a declaration as C#: the network, then its blocks.</summary>
internal static class DeclarationWriter
{
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
        Append(text, StageLines.Of(declaration.Layers, declaration.Names, Outputs(declaration)));
        text.Append($"public sealed partial class {name};\n");
        foreach (var block in declaration.Layers.Select(layer => layer.Use?.Block).OfType<BlockDefinition>().Distinct())
        {
            Append(text, block);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, BlockDefinition block)
    {
        text.Append("\n[Block]\n");
        Append(text, StageLines.Of(block.Layers, block.Names, []));
        text.Append($"internal sealed class {block.Name}{(block.Constants.IsEmpty ? ";\n" : "\n{\n")}");
        foreach (var (name, value) in block.Constants)
        {
            text.Append($"    public const int {name} = {value};\n");
        }

        text.Append(block.Constants.IsEmpty ? "" : "}\n");
    }

    private static void Append(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            text.Append($"[{line}]\n");
        }
    }

    /// <summary>The outputs with the layers that they name; a single one that is the last layer's value needs no attribute.</summary>
    private static IEnumerable<string> Outputs(Declaration declaration)
    {
        int current = declaration.Layers.Length - 1;
        if (declaration.Outputs is [var only] && only.Layer == current)
        {
            yield break;
        }

        var names = OutputNames(declaration);
        for (int index = 0; index < declaration.Outputs.Length; index++)
        {
            int layer = declaration.Outputs[index].Layer;
            yield return layer == current ? $"Output(\"{names[index]}\")" : $"Output(\"{names[index]}\", From = \"{declaration.Names[layer]}\")";
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
