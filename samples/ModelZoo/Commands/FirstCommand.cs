using System.CommandLine;
using System.Diagnostics;
using ModelZoo.Peers;
using ModelZoo.Results;

namespace ModelZoo.Commands;

/// <summary><c>first</c>: what a program pays before it has its first prediction.</summary>
internal static class FirstCommand
{
    public static Command Create()
    {
        var options = new CaseOptions();
        return PeerCommand.Create("first", "Prints the time from the start of this process to its first prediction, and the memory: of the first case chosen.", options, parsed =>
        {
            ResultPrinter.Print([Measure(options.Load(parsed).First())], options.IsJson(parsed));
            return true;
        });
    }

    private static FirstResult Measure(PeerCase loaded)
    {
        loaded.Call();
        var now = DateTime.Now;
        using var process = Process.GetCurrentProcess();
        return new FirstResult(loaded.Entry.Name, loaded.Entry.Batch, loaded.Threads, (now - process.StartTime).TotalMilliseconds, process.PeakWorkingSet64);
    }
}
