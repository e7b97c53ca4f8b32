using System.CommandLine;
using BnCompiler.Tool.Summarizing;

namespace BnCompiler.Tool.Commands;

/// <summary><c>summary</c>: what the compiler says of a network.</summary>
internal static class SummaryCommand
{
    public static Command Create()
    {
        var network = new NetworkOptions();
        var json = new Option<bool>("--json") { Description = "Prints its parts as a line of JSON." };
        var command = network.Command("summary", "Prints layers, shapes, parameters, what the compiler removed, where each BatchNorm went, and what stays free.");
        command.Options.Add(json);
        command.SetAction(parsed => ToolErrors.Report(() =>
        {
            var (name, sources) = network.Read(parsed);
            var summary = NetworkSummary.Of(sources, name);
            Console.WriteLine(parsed.GetValue(json) ? summary.ToJson() : summary.ToText());
            return 0;
        }));
        return command;
    }
}
