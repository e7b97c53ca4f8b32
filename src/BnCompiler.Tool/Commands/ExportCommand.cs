using System.CommandLine;
using BnCompiler.Tool.Exporting;

namespace BnCompiler.Tool.Commands;

/// <summary><c>export</c>: a declaration and its weights as a model.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var network = new NetworkOptions();
        var model = new Option<FileInfo>("--out") { Description = "The ONNX file.", Required = true };
        var weights = new Option<FileInfo?>("--weights") { Description = "The safetensors file with its weights. Default: start values." };
        var seed = new Option<int>("--seed") { Description = "Of the start values. Default: 0." };
        var folded = new Option<bool>("--folded") { Description = "Multiplies BatchNorms into the weights of the layers in front of them." };
        var command = network.Command("export", $"Writes a network as an ONNX model of opset {OnnxWriter.Opset}.");
        foreach (var option in new Option[] { model, weights, seed, folded })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => ToolErrors.Report(() =>
        {
            var (name, sources) = network.Read(parsed);
            using var compiled = SourceNetwork.Compile(sources, name, parsed.GetValue(seed));
            if (parsed.GetValue(weights) is { } file)
            {
                compiled.Parameters.Load(file.FullName);
            }

            var (writer, batchNorms) = Exporter.Export(compiled, parsed.GetValue(folded));
            writer.Save(parsed.GetValue(model)!.FullName);
            Console.WriteLine($"{compiled.Declaration.FullName}: {compiled.Graph.Nodes.Length} layers; BatchNorms that are nodes of their own: {(batchNorms.IsEmpty ? "none" : string.Join(", ", batchNorms))}");
            return 0;
        }));
        return command;
    }
}
