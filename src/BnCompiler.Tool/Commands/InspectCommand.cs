using System.CommandLine;
using System.Globalization;
using BnCompiler.Tool.Inspecting;

namespace BnCompiler.Tool.Commands;

/// <summary><c>inspect</c>: what is in a model file.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A file whose name ends with .onnx or .safetensors." }.AcceptExistingOnly();
        var json = new Option<bool>("--json") { Description = "Prints a line of JSON for each operator or tensor." };
        var command = new Command("inspect", "Prints a table of a model's operators or of a file's tensors.") { file, json };
        command.SetAction(parsed => ToolErrors.Report(() => Run(parsed.GetValue(file)!.FullName, parsed.GetValue(json))));
        return command;
    }

    private static int Run(string path, bool json)
    {
        switch (Path.GetExtension(path).ToLower(CultureInfo.InvariantCulture))
        {
            case ".onnx":
                Print(ModelTable.Read(path), json);
                return 0;
            case ".safetensors":
                Print(TensorTable.Read(path), json);
                return 0;
            default:
                throw new InvalidDataException($"'{path}' has the extension '{Path.GetExtension(path)}'; expected .onnx or .safetensors.");
        }
    }

    private static void Print(Table table, bool json)
    {
        foreach (string line in json ? table.ToJson() : table.ToText())
        {
            Console.WriteLine(line);
        }
    }
}
