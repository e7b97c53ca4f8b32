using System.Globalization;
using System.Text.Json.Nodes;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Importing;

/// <summary>What is said about an import.</summary>
internal static class ImportReport
{
    /// <summary>The summary of the class: where it comes from and what one sample is.</summary>
    public static string Remark(OnnxModel model, ImportResult import)
    {
        string producer = model.Producer.Length == 0 ? "" : $", written by {model.Producer}";
        string batch = import.Batch is null ? "a sample is the whole of each input" : "the first axis of each input is the batch";
        return $"Imported from the ONNX model '{model.Graph.Name}' of opset {model.Opsets[""]}{producer}; {batch}.";
    }

    /// <summary>Lines: layers by kind, parameters, what was folded or normalised.</summary>
    public static string ToText(ImportResult import)
    {
        var declaration = import.Declaration!;
        string each = import.Batch is null ? "" : " of each sample";
        long parameters = declaration.AllLayers.SelectMany(layer => layer.Parameters).Sum(parameter => (long)parameter.Values.Length);
        return string.Join(
            '\n',
            [
                $"Declared: {string.Join(", ", Kinds(declaration).Select(kind => $"{kind.Count} {kind.Kind}"))}; {parameters.ToString("N0", CultureInfo.InvariantCulture)} values",
                .. import.Inputs.Select(input => $"Input: {input.Name} {Sizes.Text(import.Batch is null ? input.Sizes : input.Sizes.RemoveAt(0))}{each}"),
                .. declaration.Outputs.Select(output => $"Output: {output.Name} {Sizes.Text(output.Sizes)}{each}"),
                .. import.Notes.Select(note => $"Note: {note}"),
            ]);
    }

    public static string ToJson(ImportResult import)
    {
        var json = new JsonObject
        {
            ["imported"] = import.Declaration is not null,
            ["layers"] = import.Declaration is { } declaration
                ? new JsonObject(Kinds(declaration).Select(kind => KeyValuePair.Create<string, JsonNode?>(kind.Kind, kind.Count)))
                : null,
            ["notes"] = new JsonArray([.. import.Notes.Select(note => (JsonNode)note)]),
            ["problems"] = new JsonArray([.. import.Problems.Select(problem => (JsonNode)new JsonObject
            {
                ["operator"] = problem.Operator,
                ["name"] = problem.Name,
                ["reason"] = problem.Reason,
            })]),
        };
        return json.ToJsonString();
    }

    private static IEnumerable<(string Kind, int Count)> Kinds(Declaration declaration) =>
        declaration.AllLayers.GroupBy(layer => layer.Kind)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count()));
}
