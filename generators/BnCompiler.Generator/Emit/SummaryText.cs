using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;

namespace BnCompiler.Generator.Emit;

/// <summary>The report of one compilation as plain text: layers, sizes, what was removed, where each BatchNorm went, and what stays free.</summary>
internal static class SummaryText
{
    /// <summary>
    /// A table with more layers is printed without the spaces that align its columns, and with one row for an instance of a block that repeats an earlier one: they would be
    /// most of it.
    /// </summary>
    private const int AlignedLayers = 64;

    private static readonly string[] Columns = ["name", "layer", "output", "parameters", "multiply-adds"];

    public static IEnumerable<string> Lines(CompiledNetwork network)
    {
        var parts = new SummaryParts(network);
        return
        [
            $"{network.Name}: {PartsText.Shapes(network.Inputs)} -> {PartsText.Shapes(network.Outputs)}, {Number(network.Parameters.ParameterCount)} parameters, {Number(parts.MultiplyAdds)} multiply-adds per sample",
            "",
            .. Table(network.Declared, parts.Layers),
            "",
            .. Section("Removed:", parts.Removed),
            .. Section("BatchNorm at inference:", Fates(network)),
            .. Section("Free directions that remain, with batch statistics:", FreedomText.Report(network.Freedom)),
            $"Memory: training {Number(parts.TrainingBytesPerSample)} bytes per sample of the batch and {Number(parts.TrainingBytesPerThread)} bytes per thread, "
                + $"inference {Number(parts.InferenceBytesPerCaller)} bytes per caller",
        ];
    }

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines) =>
        [title, .. lines.DefaultIfEmpty("nothing").Select(line => "  " + line)];

    private static IEnumerable<string> Table(Graph graph, ImmutableArray<LayerSummary> layers)
    {
        bool isLong = layers.Length > AlignedLayers;
        string[][] rows = [Columns, .. isLong ? Repeated(graph, layers) : layers.Select(layer => Row(layer.Name, layer.Description, [layer]))];
        int[] widths = [.. Columns.Select((_, column) => isLong ? 0 : rows.Max(row => row[column].Length))];
        return rows.Select(row => string.Join("  ", row.Select((text, column) => column < 3 ? text.PadRight(widths[column]) : text.PadLeft(widths[column]))).TrimEnd());
    }

    private static IEnumerable<string[]> Repeated(Graph graph, ImmutableArray<LayerSummary> layers) =>
        from instance in BlockInstance.Find(graph, [.. layers.Select(layer => $"{layer.Name} {layer.Description}")])
        let inside = ImmutableArray.Create(layers, instance.First, instance.Nodes.Length)
        from row in instance.Like is { } like ? [Row(instance.Name, "like " + like, inside)] : inside.Select(layer => Row(layer.Name, layer.Description, [layer]))
        select row;

    private static string[] Row(string name, string description, ImmutableArray<LayerSummary> layers) =>
        [name, description, layers[layers.Length - 1].Shape.ToString(), NumberOrNothing(layers.Sum(layer => layer.Parameters)), NumberOrNothing(layers.Sum(layer => layer.MultiplyAdds))];

    /// <summary>A line for each BatchNorm; one for those that went the same way in many instances of a block.</summary>
    private static IEnumerable<string> Fates(CompiledNetwork network)
    {
        const int MostApart = 4;
        var inputs = network.Declared.Nodes.Where(node => node.Inputs.Length == 1).ToDictionary(node => node.Name, node => network.Declared[node.Inputs[0]].Name, StringComparer.Ordinal);
        return network.Inference.Fates
            .Select(fate => (Text: fate.ToString(), Instance: BlockInstance.PathOf(fate.BatchNorm), Alike: Alike(fate)))
            .GroupBy(fate => BlockInstance.Localised(fate.Alike, fate.Instance), StringComparer.Ordinal)
            .SelectMany(alike => alike.Count() <= MostApart
                ? alike.Select(fate => fate.Text)
                : [$"{alike.Key} (in {NameList.Sentence([.. alike.Select(fate => fate.Instance)])})"]);

        // A BatchNorm in front of a block's weights reads what the instance before it computes, under another name in each.
        string Alike(BatchNormFate fate) =>
            fate.Place == BatchNormPlace.Producer ? fate.ToString() : NameList.Replaced(fate.ToString(), inputs[fate.BatchNorm], "its input");
    }

    private static string NumberOrNothing(long value) => value == 0 ? "" : Number(value);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
