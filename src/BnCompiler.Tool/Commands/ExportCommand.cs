using System.CommandLine;
using BnCompiler.Tool.Exporting;

namespace BnCompiler.Tool.Commands;

/// <summary><c>export</c>: a declaration and its weights as a model.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var sources = new Argument<FileInfo[]>("FILES") { Description = "The C# files with the network and its blocks.", Arity = ArgumentArity.OneOrMore }.AcceptExistingOnly();
        var model = new Option<FileInfo>("--out") { Description = "The ONNX file.", Required = true };
        var network = new Option<string?>("--network") { Description = "The class. Default: the only network in the files." };
        var weights = new Option<FileInfo?>("--weights") { Description = "The safetensors file with its weights. Default: start values." };
        var seed = new Option<int>("--seed") { Description = "Of the start values. Default: 0." };
        var folded = new Option<bool>("--folded") { Description = "Multiplies BatchNorms into the weights of the layers in front of them." };
        var command = new Command("export", $"Writes a network as an ONNX model of opset {OnnxWriter.Opset}.") { sources, model, network, weights, seed, folded };
        command.SetAction(parsed => ToolErrors.Report(() =>
        {
            string[] texts = [.. parsed.GetValue(sources)!.Select(file => File.ReadAllText(file.FullName))];
            using var compiled = SourceNetwork.Compile(texts, parsed.GetValue(network), parsed.GetValue(seed));
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
