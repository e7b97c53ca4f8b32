using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>The report of one compilation as plain text: layers, sizes, what was removed and where each BatchNorm went.</summary>
internal static class SummaryText
{
    public static IEnumerable<string> Lines(CompiledNetwork network)
    {
        yield return $"{network.Name}: {PartsText.Shapes(network.Inputs)} -> {PartsText.Shapes(network.Outputs)}, {Number(network.Parameters.ParameterCount)} parameters, {Number(MultiplyAdds(network))} multiply-adds per sample";
        yield return "";
        foreach (string line in Table(network))
        {
            yield return line;
        }

        yield return "";
        yield return "Removed:";
        foreach (string line in OrNothing(network.Training.Log.SelectMany(record => record.Decisions).Where(decision => decision.Contains(": removed"))))
        {
            yield return "  " + line;
        }

        yield return "BatchNorm at inference:";
        foreach (string line in OrNothing(network.Inference.Fates.Select(fate => fate.ToString())))
        {
            yield return "  " + line;
        }

        yield return $"Memory: training {Number(network.TrainingSchedule.Memory.Length * sizeof(float))} bytes per sample of the batch, inference {Number(network.InferenceSchedule.Memory.Length * sizeof(float))} bytes per caller";
    }

    private static IEnumerable<string> Table(CompiledNetwork network)
    {
        var rows = network.Declared.Nodes.Select(node => (
            node.Name,
            Layer: node.Layer.Describe(node.InputShapes.IsEmpty ? node.Shape : node.InputShape, node.Shape),
            Shape: node.Shape.ToString(),
            Parameters: Number(Stored(network, node)))).ToList();
        int nameWidth = rows.Max(row => row.Name.Length);
        int layerWidth = rows.Max(row => row.Layer.Length);
        int shapeWidth = rows.Max(row => row.Shape.Length);
        int numberWidth = Math.Max("parameters".Length, rows.Max(row => row.Parameters.Length));
        yield return $"{"name".PadRight(nameWidth)}  {"layer".PadRight(layerWidth)}  {"output".PadRight(shapeWidth)}  {"parameters".PadLeft(numberWidth)}";
        foreach (var (name, layer, shape, parameters) in rows)
        {
            yield return $"{name.PadRight(nameWidth)}  {layer.PadRight(layerWidth)}  {shape.PadRight(shapeWidth)}  {parameters.PadLeft(numberWidth)}";
        }
    }

    private static int Stored(CompiledNetwork network, Node node) =>
        network.Parameters.Parameters.Where(parameter => parameter.Node.Name == node.Name && parameter.Spec.IsTrainable).Sum(parameter => parameter.Spec.Length);

    /// <summary>Every weight of a layer is used once at each position of its output; that of a transposed convolution at each position of its input.</summary>
    private static long MultiplyAdds(CompiledNetwork network) =>
        network.Declared.Nodes.Sum(node => node.Parameters.Where(parameter => parameter.Kind == "Weight")
            .Sum(weight => (long)weight.Length * (weight.InputsFirst ? node.InputShape : node.Shape).Positions));

    private static IEnumerable<string> OrNothing(IEnumerable<string> lines) => lines.DefaultIfEmpty("nothing");

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
