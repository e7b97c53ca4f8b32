using System.Collections.Immutable;
using System.Text;

namespace BnCompiler.Tool.Declaring;

/// <summary>
/// The attributes of layers in lines, one for each stage: it begins with a layer that has weights, with the border in front of it, with a block, or with a layer that reads
/// another one than the layer before.
/// </summary>
internal static class StageLines
{
    private const int LongestLine = 150;

    /// <summary>What belongs to the layer behind it.</summary>
    public const string Border = "ZeroPad2d";

    private static readonly HashSet<string> Stages = ["Linear", "Conv1d", "Conv2d", "ConvTranspose2d", DeclaredLayer.InputKind, DeclaredLayer.UseKind, Border];

    /// <param name="last">Attributes behind the layers.</param>
    public static IEnumerable<string> Of(ImmutableArray<DeclaredLayer> layers, ImmutableArray<string> names, IEnumerable<string> last)
    {
        var line = new StringBuilder();
        foreach (var (attribute, begins) in Attributes(layers, names).Concat(last.Select(text => (text, false))))
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

    private static IEnumerable<(string Text, bool Begins)> Attributes(ImmutableArray<DeclaredLayer> layers, ImmutableArray<string> names)
    {
        var areDefaults = LayerNaming.AreDefaults(layers, names);
        for (int index = 1; index < layers.Length; index++)
        {
            var layer = layers[index];
            if (layer.Kind == DeclaredLayer.InputKind)
            {
                yield return ($"Input(\"{names[index]}\", {string.Join(", ", layer.Shape)})", true);
                continue;
            }

            string? from = layer.Inputs[0] == index - 1 ? null : names[layer.Inputs[0]];
            bool begins = Stages.Contains(layer.Kind) && layers[index - 1].Kind != Border;
            yield return (Attribute(layer, names, from, areDefaults[index] ? null : names[index]), from is not null || begins);
        }
    }

    private static string Attribute(DeclaredLayer layer, ImmutableArray<string> names, string? from, string? name)
    {
        ImmutableArray<string> arguments =
        [
            .. layer.Use?.Arguments ?? layer.Arguments,
            .. layer.Inputs.Skip(1).Select(input => $"\"{names[input]}\""),
            .. layer.Options,
            .. layer.Use is { Instances.Length: > 1 } repeated ? [$"Repeat = {repeated.Instances.Length}"] : Array.Empty<string>(),
            .. from is null ? Array.Empty<string>() : [$"From = \"{from}\""],
            .. name is null ? Array.Empty<string>() : [$"Name = \"{name}\""],
        ];
        string kind = layer.Use is { } use ? $"Use<{use.Block.Name}>" : layer.Kind;
        return arguments.IsEmpty ? kind : $"{kind}({string.Join(", ", arguments)})";
    }
}
