using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>The report of one compilation as plain text: layers, sizes, what was removed, where each BatchNorm went, and what stays free.</summary>
internal static class SummaryText
{
    /// <summary>A table with more layers is printed without the spaces that align its columns: they would be most of it.</summary>
    private const int AlignedLayers = 64;

    private static readonly string[] Columns = ["name", "layer", "output", "parameters", "multiply-adds"];

    public static IEnumerable<string> Lines(CompiledNetwork network) =>
    [
        $"{network.Name}: {PartsText.Shapes(network.Inputs)} -> {PartsText.Shapes(network.Outputs)}, {Number(network.Parameters.ParameterCount)} parameters, {Number(network.Declared.Nodes.Sum(MultiplyAdds))} multiply-adds per sample",
        "",
        .. Table(network),
        "",
        .. Section("Removed:", network.Training.Log.SelectMany(record => record.Decisions).Where(decision => decision.Contains(": removed"))),
        .. Section("BatchNorm at inference:", network.Inference.Fates.Select(fate => fate.ToString())),
        .. Section("Free directions that remain, with batch statistics:", FreedomText.Report(network.Freedom)),
        $"Memory: training {Bytes(network.TrainingSchedule.Memory.Length)} per sample of the batch, inference {Bytes(network.InferenceSchedule.Memory.Length)} per caller",
    ];

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines) =>
        [title, .. lines.DefaultIfEmpty("nothing").Select(line => "  " + line)];

    private static IEnumerable<string> Table(CompiledNetwork network)
    {
        var stored = network.Parameters.Parameters.Where(parameter => parameter.Spec.IsTrainable).ToLookup(parameter => parameter.Node.Name, parameter => parameter.Spec.Length);
        string[][] rows = [Columns, .. network.Declared.Nodes.Select(node => new[]
        {
            node.Name,
            node.Layer.Describe(node.InputShapes.IsEmpty ? node.Shape : node.InputShape, node.Shape),
            node.Shape.ToString(),
            NumberOrNothing(stored[node.Name].Sum()),
            NumberOrNothing(MultiplyAdds(node)),
        })];
        int[] widths = [.. Columns.Select((_, column) => rows.Length > AlignedLayers ? 0 : rows.Max(row => row[column].Length))];
        return rows.Select(row => string.Join("  ", row.Select((text, column) => column < 3 ? text.PadRight(widths[column]) : text.PadLeft(widths[column]))).TrimEnd());
    }

    /// <summary>Every weight of a layer is used once at each position of its output; that of a transposed convolution at each of its input.</summary>
    private static long MultiplyAdds(Node node) => node.Parameters
        .Where(parameter => parameter.Kind == "Weight")
        .Sum(weight => (long)weight.Length * (weight.InputsFirst ? node.InputShape : node.Shape).Positions);

    private static string Bytes(int floats) => $"{Number((long)floats * sizeof(float))} bytes";

    private static string NumberOrNothing(long value) => value == 0 ? "" : Number(value);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
