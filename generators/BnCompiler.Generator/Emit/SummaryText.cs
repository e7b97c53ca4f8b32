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

    public static IEnumerable<string> Lines(CompiledNetwork network) =>
    [
        $"{network.Name}: {PartsText.Shapes(network.Inputs)} -> {PartsText.Shapes(network.Outputs)}, {Number(network.Parameters.ParameterCount)} parameters, {Number(network.Declared.Nodes.Sum(MultiplyAdds))} multiply-adds per sample",
        "",
        .. Table(network),
        "",
        .. Section("Removed:", network.Training.Log.SelectMany(record => record.Decisions).Where(decision => decision.Contains(": removed"))),
        .. Section("BatchNorm at inference:", Fates(network)),
        .. Section("Free directions that remain, with batch statistics:", FreedomText.Report(network.Freedom)),
        $"Memory: training {Bytes(network.TrainingSchedule.Memory.Length)} per sample of the batch and {Bytes(network.TrainingSchedule.FloatsPerWorker)} per thread, "
            + $"inference {Bytes(network.InferenceSchedule.Memory.Length)} per caller",
    ];

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines) =>
        [title, .. lines.DefaultIfEmpty("nothing").Select(line => "  " + line)];

    private static IEnumerable<string> Table(CompiledNetwork network)
    {
        var stored = network.Parameters.Parameters.Where(parameter => parameter.Spec.IsTrainable).ToLookup(parameter => parameter.Node.Name, parameter => parameter.Spec.Length);
        bool isLong = network.Declared.Nodes.Length > AlignedLayers;
        string[][] layers = [.. network.Declared.Nodes.Select(node => Row(node.Name, Describe(node), node.Shape, [node], stored))];
        string[][] rows = [Columns, .. isLong ? Repeated(network.Declared, layers, stored) : layers];
        int[] widths = [.. Columns.Select((_, column) => isLong ? 0 : rows.Max(row => row[column].Length))];
        return rows.Select(row => string.Join("  ", row.Select((text, column) => column < 3 ? text.PadRight(widths[column]) : text.PadLeft(widths[column]))).TrimEnd());
    }

    private static string Describe(Node node) => node.Layer.Describe(node.InputShapes.IsEmpty ? node.Shape : node.InputShape, node.Shape);

    private static IEnumerable<string[]> Repeated(Graph graph, string[][] layers, ILookup<string, int> stored) =>
        BlockInstance.Find(graph, [.. graph.Nodes.Select(node => $"{node.Name} {Describe(node)}")])
            .SelectMany(instance => instance.Like is { } like
                ? [Row(instance.Name, "like " + like, instance.Nodes[instance.Nodes.Length - 1].Shape, instance.Nodes, stored)]
                : layers.Skip(instance.First).Take(instance.Nodes.Length));

    private static string[] Row(string name, string layer, Shape shape, IReadOnlyCollection<Node> nodes, ILookup<string, int> stored) =>
        [name, layer, shape.ToString(), NumberOrNothing(nodes.Sum(node => stored[node.Name].Sum())), NumberOrNothing(nodes.Sum(MultiplyAdds))];

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

    /// <summary>Every weight of a layer is used once at each position of its output; that of a transposed convolution at each of its input.</summary>
    private static long MultiplyAdds(Node node) => node.Parameters
        .Where(parameter => parameter.Kind == "Weight")
        .Sum(weight => (long)weight.Length * (weight.InputsFirst ? node.InputShape : node.Shape).Positions);

    private static string Bytes(int floats) => $"{Number((long)floats * sizeof(float))} bytes";

    private static string NumberOrNothing(long value) => value == 0 ? "" : Number(value);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
