using System.CommandLine;
using BnCompiler.Tool.Commands;

namespace BnCompiler.Tool;

/// <summary>The commands of the tool.</summary>
internal static class CommandLine
{
    /// <summary>Parses, runs and returns the exit code; what does not parse is explained on standard error.</summary>
    public static int Invoke(string[] arguments)
    {
        var parsed = new RootCommand("Brings ONNX models into BnCompiler's declarations and back, and tells what is in model files and what the compiler makes of a network.")
        {
            ImportCommand.Create(), InspectCommand.Create(), ExportCommand.Create(), SummaryCommand.Create(), ConformanceCommand.Create(),
        }.Parse(arguments);
        foreach (var error in parsed.Errors)
        {
            Console.Error.WriteLine($"error: {error.Message}");
        }

        return parsed.Errors.Count > 0 ? 1 : parsed.Invoke();
    }
}
